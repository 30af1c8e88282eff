# Generators and iterators.
# --- plain
def g():
    yield 1
    yield 2
list(g())
# --- with state
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
from itertools import islice
list(islice(fib(), 10))
# --- send
def echo():
    got = None
    while True:
        got = yield got
e = echo()
next(e), e.send("a"), e.send("b")
# --- running average
def average():
    total = count = 0
    mean = None
    while True:
        x = yield mean
        total += x; count += 1
        mean = total / count
a = average()
next(a)
[a.send(v) for v in (10, 20, 60)]
# --- return value
def g():
    yield 1
    return "done"
it = g()
next(it)
try:
    next(it)
except StopIteration as stop:
    out = stop.value
out
# --- yield from
def inner():
    x = yield 1
    return f"got {x}"
def outer():
    r = yield from inner()
    yield r
o = outer()
next(o), o.send("hi")
# --- yield from iterables
def chain(*its):
    for it in its: yield from it
list(chain("ab", [1], range(2), {"k": 0}))
# --- tree walk
def walk(t):
    if t:
        left, v, right = t
        yield from walk(left)
        yield v
        yield from walk(right)
list(walk(((None, 1, None), 2, (None, 3, None))))
# --- throw
def g():
    while True:
        try:
            yield "ok"
        except ValueError as error:
            yield f"caught {error}"
it = g()
next(it), it.throw(ValueError("v")), next(it)
# --- throw not caught
def g(): yield 1
it = g()
next(it)
it.throw(KeyError("k"))
# --- close runs finally
seen = []
def g():
    try:
        yield 1
    finally:
        seen.append("closed")
it = g()
next(it)
it.close()
seen
# --- close twice and next
def g(): yield 1
it = g()
it.close(); it.close()
next(it, "empty")
# --- exhausted
it = iter([1])
next(it)
next(it)
# --- next default
next(iter(()), "nothing")
# --- generator expression
g = (x * x for x in range(4))
sum(g), sum(g)
# --- generator expression is lazy
seen = []
def f(x): seen.append(x); return x
g = (f(i) for i in range(3))
before = list(seen)
next(g)
before, seen
# --- outermost iterable is evaluated at once
g = (x for x in missing_iterable)
# --- StopIteration inside becomes RuntimeError
def g():
    yield 1
    raise StopIteration
list(g())
# --- error inside
def g():
    yield 1
    1 / 0
[x for x in g()]
# --- already executing
def g():
    yield next(it)
it = g()
next(it)
# --- send before start
def g(): yield 1
g().send(5)
# --- own iterator
class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1
        return self.n + 1
list(Countdown(3)), sum(Countdown(4)), max(Countdown(2))
# --- iterable class
class Deck:
    def __init__(self): self._cards = ["a", "b"]
    def __iter__(self): return iter(self._cards)
[c for c in Deck()], "a" in Deck()
# --- old protocol
class Seq:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
list(Seq()), 20 in Seq()
# --- iter with a sentinel
values = [3, 2, 0, 1]
list(iter(values.pop, 0))
# --- pipeline
lines = ["a 1", "b x", "c 3"]
parsed = (line.split() for line in lines)
numbers = (int(n) for _, n in parsed if n.isdigit())
list(numbers)
# --- unpack a generator
a, *b = (i for i in range(4))
a, b
# --- in
3 in (x for x in range(10)), "z" in (c for c in "abc")
# --- any stops early
seen = []
def t(x): seen.append(x); return x > 1
any(t(i) for i in range(5)), seen
# --- zip and enumerate of generators
list(zip((i for i in range(3)), "ab")), list(enumerate((c for c in "xy"), 1))
# --- sorted and reversed
sorted((x for x in [3, 1, 2]), reverse=True), list(reversed(range(3)))
# --- reversed of a generator
reversed(x for x in [1])
# --- len of a generator
len(x for x in [1])
# --- index of a generator
(x for x in [1])[0]
# --- delegating with a class
class Node:
    def __init__(self, v, *kids): self.v, self.kids = v, kids
    def __iter__(self):
        yield self.v
        for k in self.kids: yield from k
list(Node(1, Node(2, Node(3)), Node(4)))
# --- generator method
class Words:
    def __init__(self, text): self.text = text
    def each(self):
        for w in self.text.split(): yield w.title()
list(Words("a bc d").each())
# --- infinite with takewhile
from itertools import count, takewhile
list(takewhile(lambda n: n < 20, (i * i for i in count())))
# --- chunks
def chunks(xs, n):
    for i in range(0, len(xs), n): yield xs[i:i + n]
list(chunks("abcdefg", 3))
# --- yield as an expression
def g():
    x = (yield 1) or "none"
    print(x)
    print((yield 2), (yield 3))
it = g()
[next(it), it.send(None), it.send("p"), it.send("q")] if False else [next(it), it.send("v"), it.send("p")]
# --- yield in a lambda
list((lambda: (yield 5))())
# --- generator type name
def g(): yield
type(g()).__name__
# --- yield inside a comprehension
def f(): return [(yield x) for x in range(2)]
# --- try finally order
def g():
    try:
        print("start")
        yield 1
        print("end")
    finally:
        print("cleanup")
for v in g():
    print(v)
    break
else:
    print("never")
# --- with inside a generator
from contextlib import contextmanager
@contextmanager
def section(name):
    print("<", name)
    yield name
    print(">", name)
def g():
    with section("s"):
        yield 1
        yield 2
list(g())
