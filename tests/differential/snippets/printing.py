# print, and what text looks like.
# --- plain
print("a", 1, None)
# --- sep and end
print("a", "b", sep="-", end="!\n")
print("x", end="")
print()
print(1, 2, sep="")
print("a", "b", sep=None, end=None)
# --- nothing
print()
# --- unpack
print(*range(3), sep=", ")
# --- wrong sep
# says: the same in other words
print("a", sep=1)
# --- wrong keyword
# says: the name of the function differs
print("a", colour="red")
# --- to memory
import io
f = io.StringIO()
print("x", 1, file=f)
f.getvalue()
# --- star of a number
print(*5)
# --- flush
print("now", flush=True)
# --- own str
class A:
    def __str__(self): return "str"
    def __repr__(self): return "repr"
print(A(), [A()], {"k": A()})
# --- str that fails
class A:
    def __str__(self): return 1 / 0
print(A())
# --- str of a wrong type
class A:
    def __str__(self): return 5
print(A())
# --- in a comprehension
[print(i) for i in range(2)]
# --- as an argument
list(map(print, "ab"))
# --- return value
x = print("shown")
x is None
# --- before an error
print("before")
1 / 0
# --- multi line
print("a\nb\tc")
print("""x
y""")
# --- unicode
print("é 漢 🎉")
# --- floats and containers
print(1.0, 1e20, [1.5, "a"], (1,), {"a": {1}}, b"x", True)
# --- in functions
def f(n):
    print("in f", n)
    return n
f(1) + f(2)
# --- in a class body
class A:
    print("building")
# --- in a generator
def g():
    print("start")
    yield 1
    print("end")
list(g())
# --- shadowed
def show(*a): print("<", *a, ">")
show(1)
# --- print as a default
def f(out=print): out("via default")
f()
# --- percent and format
print("%d items" % 3, "{}".format(4), f"{5}")
# --- end of an earlier line
for i in range(3): print(i, end=" " if i < 2 else "\n")
# --- pprint
from pprint import pprint
pprint({"a": list(range(3))})
# --- lone carriage return
print("a\rb")
# --- null character
print("a\0b")
