# Every builtin, and its errors.
# --- abs round divmod pow
abs(-2), abs(-2.5), round(2.567, 2), divmod(7, 3), pow(2, 5), pow(2, 5, 7), pow(2, -1), pow(3, -1, 7)
# --- all any
all([1, "a"]), any(x > 2 for x in [1, 3]), all(x for x in [])
# --- ascii bin chr hex oct ord
ascii("ü"), bin(-5), chr(8364), hex(-255), oct(8), ord("€")
# --- bool int float str
bool("False"), int("12"), float("-1.5"), str([1]), bool(), int(), float(), str()
# --- bytes bytearray memoryview
bytes([1, 2]), bytearray(b"x"), bytes(memoryview(b"ab")), bytes("a", "ascii")
# --- callable
callable(len), callable(3), callable(lambda: 0), callable(int)
# --- complex
complex(1, -1), complex("2j")
# --- dict list set tuple frozenset
dict(a=1), list("ab"), set([1]), tuple([1, 2]), frozenset([1]), list(), tuple(), dict()
# --- dir
class A:
    def pub(self): pass
    x = 1
[n for n in dir(A()) if not n.startswith("_")]
# --- enumerate
list(enumerate(["a", "b"])), list(enumerate("a", 5))
# --- filter
list(filter(None, [0, 1, "", "a"])), list(filter(lambda x: x > 1, [1, 2, 3]))
# --- format
format(1234.5, ",.1f"), format("x", "^3"), format(True), format(10, "b")
# --- getattr
getattr("abc", "upper")(), getattr(5, "nope", None), getattr([1], "count")(1)
# --- getattr missing
getattr([], "push")
# --- getattr with a wrong name
getattr([], 5)
# --- getattr with too many
getattr([], "a", 1, 2)
# --- hasattr setattr delattr
class A: pass
a = A()
setattr(a, "n", 5)
r = hasattr(a, "n"), a.n
delattr(a, "n")
r, hasattr(a, "n")
# --- delattr missing
class A: pass
delattr(A(), "n")
# --- hash
hash(1) == hash(True), hash("a") == hash("a"), hash((1, 2)) == hash((1, 2))
# --- hash of a list
hash([])
# --- id and is
a = b = []
id(a) == id(b), type(id(a)).__name__
# --- input
# withheld: PermissionError
input("name? ")
# --- isinstance issubclass
isinstance(1, int), isinstance(True, int), isinstance("a", (int, str)), issubclass(bool, int), isinstance([], list), isinstance(int, type)
# --- issubclass of a value
issubclass(5, int)
# --- iter next
it = iter([1, 2])
next(it), next(it), next(it, "end")
# --- iter of a number
iter(5)
# --- next of a list
next([1])
# --- len
len("abc"), len([]), len({1: 2}), len(range(5)), len(b"ab")
# --- len of none
len(None)
# --- map
list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2], [3, 4])), list(map(len, ["a", "bb"]))
# --- map of no function
list(map(5, [1]))
# --- max min
max(1, 3, 2), min("b", "a"), max([1, 5, 2]), min({"a": 1, "b": 0}, key=lambda k: {"a": 1, "b": 0}[k]), max([], default=None), max("apple", "fig", key=len)
# --- max of nothing
max()
# --- max of mixed
max(1, "a")
# --- object
type(object()).__name__, object() == object()
# --- ord of a number
ord(5)
# --- pow of zero
pow(0, 0), 0 ** 0, 0.0 ** 0
# --- print returns none
print("x") is None
# --- property
class A:
    v = property(lambda self: 5)
A().v
# --- range
list(range(3)), list(range(2, 5)), list(range(5, 2, -1)), list(range(0)), sum(range(1, 11))
# --- repr
repr("a"), repr(1.0), repr([None, True]), repr({"a": (1,)}), repr(b"x"), repr({1}), repr(range(3)), repr(slice(1, 2))
# --- repr of functions and classes
repr(len), repr(int), repr(ValueError("x")), repr(type), repr(None), repr(...), repr(NotImplemented)
# --- reversed
list(reversed([1, 2, 3])), list(reversed("ab")), list(reversed(range(3))), list(reversed({"a": 1}))
# --- reversed of a set
reversed({1})
# --- slice
slice(3), slice(1, 2, 3), "hello"[slice(1, 3)]
# --- sorted
sorted([3, 1, 2]), sorted("ba"), sorted([1, 2], reverse=True), sorted(["b", "A"], key=str.lower), sorted({"b": 1, "a": 2})
# --- sorted mixed
sorted([1, "a"])
# --- sorted of a number
sorted(5)
# --- sum
sum([1, 2, 3]), sum([1], 10), sum((x for x in (1, 2))), sum([1.5, 1])
# --- sum of a number
sum(5)
# --- type
type(1), type("a").__name__, type([]) == list, type(None).__name__, type(type(1)), type(lambda: 0).__name__
# --- type comparison
type(5) is int, type(5) in (int, float), {int: "i"}[type(5)]
# --- three argument type
# withheld: TypeError
type("A", (), {})
# --- vars
class A:
    def __init__(self): self.a = 1
vars(A())
# --- vars of a list
# says: only objects of own classes show their attributes
vars([])
# --- zip
list(zip("ab", [1, 2])), list(zip()), dict(zip("ab", range(2))), list(zip([1, 2, 3], "a"))
# --- classmethod staticmethod super
class A:
    @classmethod
    def c(cls): return cls.__name__
    @staticmethod
    def s(): return "s"
class B(A):
    @classmethod
    def c(cls): return super().c() + "!"
B.c(), B.s()
# --- constants
None, True, False, Ellipsis, NotImplemented, ...
# --- ellipsis in a body
def f(): ...
f()
# --- exceptions are names
[e.__name__ for e in (Exception, ValueError, KeyError, StopIteration, RuntimeError, OSError, TimeoutError, UnicodeError)]
# --- aliases of OSError
IOError is OSError, EnvironmentError is OSError
# --- builtin methods through classes
list.append, str.upper("a"), dict.get({"a": 1}, "a"), int.from_bytes(b"\x01", "big"), dict.fromkeys("a"), str.maketrans("a", "b")
# --- builtins as values
[f([1, 2, 3]) for f in (sum, len, max, min, list, tuple, sorted, any)]
# --- builtin wrong arguments
len()
# --- builtin too many arguments
len([], [])
# --- builtin with a keyword
len(obj=[])
# --- int with a keyword
int(x=5)
# --- sorted key by position
sorted([1], len)
# --- print of several kinds
print(1, "a", None, [1], 2.5, True, {"k": "v"})
# --- eval
# withheld: NameError
eval("1 + 1")
# --- exec
# withheld: NameError
exec("x = 1")
# --- compile
# withheld: NameError
compile("1", "f", "eval")
# --- globals
# withheld: NameError
globals()["x"]
# --- locals
# withheld: NameError
locals()
# --- breakpoint
# withheld: NameError
breakpoint()
# --- help
# withheld: NameError
help(len)
# --- exit
# withheld: NameError
exit(0)
# --- quit
# withheld: NameError
quit()
# --- open of another file
# withheld: FileNotFoundError
open("/etc/passwd")
# --- dunder import
# refused: the import statement does it, under the policy
__import__("os")
# --- builtins module by name
# refused: a builtin is called by its name
__builtins__
# --- vars without an argument
# withheld: TypeError
vars()
# --- getattr of a dunder
# withheld: AttributeError
getattr(5, "__reduce__")
# --- getattr of a class by text
# withheld: AttributeError
getattr((1).__class__, "__subclasses__")
# --- write to a builtin class
# withheld: TypeError
int.x = 5
# --- write to a module
# withheld: TypeError
import math
math.pi = 3
# --- write to a builtin function
# withheld: TypeError
len.x = 5
# --- getattr of a star
getattr(*5)
# --- setattr of a star
setattr(*5)
# --- vars of a double star
dir(**5)
