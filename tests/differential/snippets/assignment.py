# Assignments in every form, augmented ones too.
# --- chained
a = b = c = [1]
a.append(2)
a is b is c, c
# --- swap
x, y = 1, 2
x, y = y, x
x, y
# --- nested targets
(a, [b, (c, d)]), e = (1, [2, (3, 4)]), 5
[a, b, c, d, e]
# --- starred first
*head, last = range(5)
head, last
# --- starred middle
first, *middle, last = "abcdef"
first, middle, last
# --- starred empty
a, *b = [1]
b
# --- starred in a list target
[a, *b] = (1, 2, 3)
b
# --- starred nested
(a, *b), *c = [(1, 2, 3), 4, 5]
a, b, c
# --- unpack a string
a, b, c = "xyz"
c + b + a
# --- unpack a dict
a, b = {"k": 1, "l": 2}
a, b
# --- unpack a generator
a, b = (n * n for n in (3, 4))
a, b
# --- unpack own iterator
class Pair:
    def __iter__(self):
        yield 1
        yield 2
a, b = Pair()
a + b
# --- too few
a, b, c = [1, 2]
# --- too many
a, b = [1, 2, 3]
# --- too few for a star
a, b, *c = [1]
# --- not iterable
a, b = 5
# --- targets evaluate left to right
seen = []
def at(n):
    seen.append(n)
    return n
d = {}
d[at(1)], d[at(2)] = at(3), at(4)
seen, d
# --- index of the new value
i, xs = 0, [0, 0, 0]
i, xs[i] = 2, 9
xs
# --- walrus
if (n := len("hello")) > 3:
    out = n * 2
out
# --- walrus in a while
data = [3, 2, 1, 0]
total = 0
while (item := data.pop()) < 3:
    total += item
total, item
# --- walrus in a comprehension
result = [last := v * 2 for v in range(3)]
result, last
# --- walrus in a condition of a comprehension
[half for v in range(6) if (half := v // 2) > 0], half
# --- walrus in a call
def f(p, q): return p - q
f(p := 10, q=(r := 3)), p, r
# --- annotated
count: int = 3
name: str
count
# --- annotated in a block
for i in range(2):
    label: str = f"n{i}"
if label:
    other: int = 1
label, other
# --- annotation is evaluated
spoken = []
def note(x):
    spoken.append(x)
    return int
def inner():
    z: note("local") = 1
    return z
inner(), spoken
# --- annotated attribute and item
class Box: pass
box, items = Box(), [0]
box.size: int = 4
items[0]: int = 5
box.size, items
# --- annotated parenthesized
(v): int = 3
v
# --- augmented names
n = 10
n += 5; n -= 3; n *= 2; n //= 5; n **= 3; n %= 50
n
# --- augmented bits
n = 0b1100
n |= 1; n &= 0b1101; n ^= 0b11; n <<= 2; n >>= 1
bin(n)
# --- augmented division
n = 7
n /= 2
n
# --- augmented list is in place
xs = ys = [1]
xs += (2, 3)
ys
# --- augmented list times
xs = [1, 2]
xs *= 2
xs
# --- augmented string
s = "ab"
s += "c"; s *= 2
s
# --- augmented item
d = {"a": 1}
d["a"] += 5
d["b"] = d.get("b", 0) + 1
d
# --- augmented nested item
grid = [[0, 0], [0, 0]]
grid[1][0] += 7
grid
# --- augmented item evaluates once
seen = []
def key():
    seen.append("key")
    return "k"
d = {"k": 1}
d[key()] += 1
d, seen
# --- augmented slice
xs = [1, 2, 3]
xs[1:] += [4]
xs
# --- augmented attribute
class Counter:
    def __init__(self):
        self.n = 0
    def up(self):
        self.n += 1
        return self
c = Counter()
c.up().up()
c.n += 10
c.n
# --- augmented attribute of a call
class Holder:
    n = 1
h = Holder()
def get(): return h
get().n *= 5
h.n, Holder.n
# --- augmented set operators
s = {1, 2, 3}
s |= {4}; s -= {1}; s &= {2, 3, 4}; s ^= {9}
sorted(s)
# --- augmented dict merge
d = {"a": 1}
d |= {"b": 2}
d
# --- augmented counter
from collections import Counter
c = Counter("aab")
c += Counter("b")
sorted(c.items())
# --- augmented tuple item keeps its effect
t = ([1],)
try:
    t[0] += [2]
except TypeError as error:
    message = str(error)
t, message
# --- augmented missing key
{}["k"] += 1
# --- augmented unbound
undefined_yet += 1
# --- augmented wrong type
n = 1
n += "a"
# --- augmented local before assignment
total = 1
def bump():
    total += 1
bump()
# --- matmul
class M:
    def __init__(self, n): self.n = n
    def __matmul__(self, other): return M(self.n * other.n)
    def __imatmul__(self, other): self.n = 100; return self
m = M(3)
k = (m @ M(4)).n
m @= M(2)
k, m.n
# --- multiple statements on a line
a = 1; b = 2; a + b
# --- slice assignment
xs = list(range(6))
xs[1:3] = "ab"
xs[::2] = [0, 0, 0]
xs
# --- extended slice of the wrong size
xs = [1, 2, 3]
xs[::2] = [1]
# --- unicode names
größe, 名 = 3, 4
größe * 名
# --- names are normalised
ﬁ = 3
fi
# --- literal targets
5 = x
# --- call as a target
f() = 1
# --- keyword as a target
None = 1
# --- star alone
*a = [1]
# --- two stars
*a, *b = [1]
# --- star display
a = [1, 2]
[*a, 3, *a], (*a, 0), {*a, 5}, {**{"x": 1}, "y": 2, **{"x": 3}}
# --- conditional expression
x = 5
"big" if x > 3 else "small"
# --- chained comparison evaluates once
seen = []
def mid():
    seen.append(1)
    return 2
1 < mid() < 3, seen
# --- boolean operators give operands
0 or "a", 1 and [], None or 0 or "", not []
