# Closures, nonlocal, global, and where names live.
# --- counter
def counter():
    n = 0
    def up():
        nonlocal n
        n += 1
        return n
    return up
c, d = counter(), counter()
c(), c(), d()
# --- nonlocal two levels
def a():
    x = 1
    def b():
        def c():
            nonlocal x
            x *= 10
        c()
    b()
    return x
a()
# --- nonlocal several
def f():
    a = b = 0
    def g():
        nonlocal a, b
        a, b = 1, 2
    g()
    return a, b
f()
# --- shared cell
def pair():
    value = 0
    def put(v):
        nonlocal value
        value = v
    def get(): return value
    return put, get
put, get = pair()
put(5)
get()
# --- global write
total = 0
def add(n):
    global total
    total += n
add(3); add(4)
total
# --- global creates
def make():
    global brand_new
    brand_new = 7
make()
brand_new
# --- global def and class
def make():
    global helper, Thing
    def helper(): return "h"
    class Thing: kind = "t"
make()
helper(), Thing.kind
# --- global import
def load():
    global mathematics
    import math as mathematics
load()
mathematics.floor(2.5)
# --- global at module level
global q
q = 4
q
# --- global loop variable
def f():
    global loop_var
    for loop_var in range(3): pass
f()
loop_var
# --- global delete
doomed = 1
def f():
    global doomed
    del doomed
f()
doomed
# --- nonlocal without outer
def f():
    nonlocal missing_name
# --- nonlocal at module level
# refused: as in Python
nonlocal y
# --- global after use
def f():
    z = 1
    global z
# --- parameter and global
def f(x):
    global x
# --- free variable before assignment
def f():
    def g(): return later
    r = None
    try:
        g()
    except NameError as error:
        r = str(error)
    later = 1
    return r
f()
# --- class scope is not enclosing
x = "global"
class A:
    x = "class"
    def get(self): return x
A().get()
# --- class body sees function scope
def f(v):
    class B:
        w = v * 2
    return B.w
f(4)
# --- comprehension scope
i = "kept"
[i for i in range(3)]
i
# --- loop variable stays
for k in range(3): pass
k
# --- except name goes
try:
    1 / 0
except ZeroDivisionError as err: pass
err
# --- with name stays
from contextlib import nullcontext
with nullcontext(5) as kept: pass
kept
# --- late binding of globals
def f(): return setting
setting = "first"
a = f()
setting = "second"
a, f()
# --- closure over a loop
fs = []
for i in range(3):
    def f(): return i
    fs.append(f)
[f() for f in fs]
# --- closure with default
fs = []
for i in range(3):
    def f(i=i): return i
    fs.append(f)
[f() for f in fs]
# --- memo in a closure
def memo(fn):
    seen = {}
    def inner(n):
        if n not in seen:
            seen[n] = fn(n)
        return seen[n]
    return inner
@memo
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
fib(60)
# --- lambda closure
def compose(*fs):
    def run(x):
        for f in reversed(fs): x = f(x)
        return x
    return run
compose(str, lambda n: n + 1, abs)(-5)
# --- generator closure
def make(n):
    scale = n
    return (x * scale for x in range(3))
list(make(10))
# --- nested comprehension in a function
def f(n):
    base = 100
    return [[base + i * j for j in range(n)] for i in range(n)]
f(2)
# --- nonlocal in a class method
def f():
    hits = 0
    class C:
        def hit(self):
            nonlocal hits
            hits += 1
    c = C()
    c.hit(); c.hit()
    return hits
f()
# --- nonlocal in a class body
def f():
    x = 1
    class C:
        nonlocal x
        x = 5
    return x
f()
# --- walrus in a function comprehension
def f():
    [last := i for i in range(4)]
    return last
f()
# --- walrus with nonlocal
def f():
    top = 0
    def g(xs):
        nonlocal top
        return [top := max(top, x) for x in xs]
    return g([1, 5, 2]), top
f()
# --- recursion through a nonlocal
def f():
    depth = 0
    def g(n):
        nonlocal depth
        depth = max(depth, n)
        if n < 5: g(n + 1)
    g(0)
    return depth
f()
# --- del local
def f():
    x = 1
    del x
    return x
f()
# --- del of a cell
def f():
    x = 1
    def g(): return x
    del x
    return g()
f()
# --- function sees a later function
def first(): return second()
def second(): return "ok"
first()
# --- name error
spam
# --- name error in a function
def f(): return eggs_not_there
f()
# --- private names in closures
def f():
    _hidden = 3
    def g(): return _hidden
    return g()
f()
# --- main guard
if __name__ == "__main__":
    ran = True
ran, __name__
# --- debug
__debug__
