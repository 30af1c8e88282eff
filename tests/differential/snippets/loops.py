# for, while, break, continue, else.
# --- for over each kind
out = []
for x in [1, 2]: out.append(x)
for c in "ab": out.append(c)
for k in {"k": 1}: out.append(k)
for i in range(2): out.append(i)
for t in (5,): out.append(t)
out
# --- for with unpacking
total = 0
for a, (b, c) in [(1, (2, 3)), (4, (5, 6))]: total += a * b * c
total
# --- for with a star
[rest for _, *rest in [(1, 2, 3)]]
for first, *rest in [(1, 2, 3), "ab"]: print(first, rest)
# --- for into an item
d = {}
for d["k"] in range(3): pass
d
# --- for into an attribute
class A: pass
a = A()
for a.x in "xyz": pass
a.x
# --- for else
for i in range(3): pass
else: done = True
done, i
# --- for else with break
for i in range(3):
    if i == 1: break
else: print("never")
i
# --- while
n = 0
while n < 3: n += 1
n
# --- while else
n = 3
while n: n -= 1
else: print("ended")
n
# --- while true
n = 0
while True:
    n += 1
    if n > 5: break
n
# --- continue
[x for x in range(3)]
out = []
for x in range(5):
    if x % 2: continue
    out.append(x)
out
# --- nested break
for i in range(3):
    for j in range(3):
        if j == 1: break
    else: print("no")
i, j
# --- empty loop keeps no name
for never in []: pass
never
# --- loop over a changing list
xs = [1]
for x in xs:
    if x < 4: xs.append(x + 1)
xs
# --- loop with an index
for i, c in enumerate("ab"): print(i, c)
# --- loop over zip
for a, b in zip([1, 2], [3, 4]): print(a * b)
# --- loop over items
for k, v in {"a": 1}.items(): print(k, v)
# --- loop over sorted
for k in sorted({"b": 1, "a": 2}): print(k)
# --- reversed loop
for i in reversed(range(3)): print(i, end=" ")
# --- accumulate
acc = {}
for w in "a b a".split(): acc[w] = acc.get(w, 0) + 1
acc
# --- error in a loop
for x in [1, 0]: print(1 / x)
# --- not iterable
for x in None: pass
# --- unpack in a loop fails
for a, b in [(1, 2), (3,)]: print(a, b)
# --- break outside
break
# --- continue outside
continue
# --- function in a loop
fs = []
for i in range(2):
    def f(n=i): return n * 10
    fs.append(f)
[f() for f in fs]
# --- while with walrus
lines = iter(["a", "b", ""])
out = []
while line := next(lines): out.append(line)
out
# --- triangle
for i in range(1, 4): print("*" * i)
# --- matrix
m = [[i * j for j in range(3)] for i in range(3)]
for row in m: print(*row)
# --- nested data
orders = [{"id": 1, "lines": [{"q": 2, "p": 3.0}]}, {"id": 2, "lines": []}]
for o in orders:
    print(o["id"], sum(l["q"] * l["p"] for l in o["lines"]))
# --- loop in a function with return
def find(xs, t):
    for i, x in enumerate(xs):
        if x == t: return i
    return -1
find("abc", "c"), find([], 1)
# --- fizzbuzz
["FizzBuzz" if i % 15 == 0 else "Fizz" if i % 3 == 0 else "Buzz" if i % 5 == 0 else i for i in range(1, 16)]
# --- many iterations
s = 0
for i in range(200_000): s += i
s
# --- loop variable type changes
for x in (1, "a", None): print(type(x).__name__)
# --- try in while
it = iter("ab")
while True:
    try: print(next(it))
    except StopIteration: break
# --- del inside a loop
d = {"a": 1, "b": 2}
for k in list(d):
    if d[k] == 1: del d[k]
d
# --- two loops with else and continue
for i in range(2):
    for j in range(2):
        if i == j: continue
        print(i, j)
    else: print("row", i)
