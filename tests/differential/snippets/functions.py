# Functions: parameters of every kind, defaults, errors of calls, recursion.
# --- defaults
def f(a, b=2, *, c=3): return a, b, c
f(1), f(1, 5), f(1, c=9), f(b=1, a=0)
# --- positional only
def f(a, b=2, /, c=3): return a, b, c
f(1, 2, c=4), f(1, 5, 6)
# --- positional only by keyword
def f(a, /): return a
f(a=1)
# --- keyword only missing
def f(*, key): return key
f()
# --- star args
def f(*args, **kwargs): return args, kwargs
f(1, 2, x=3), f()
# --- every kind
def f(a, b=1, /, c=2, *rest, d, e=5, **more): return a, b, c, rest, d, e, more
f(0, d=4), f(0, 1, 2, 3, 4, d=5, z=6)
# --- same name in kwargs as positional only
def f(a, /, **kw): return a, kw
f(1, a=2)
# --- call with stars
def f(*args, **kwargs): return args, sorted(kwargs.items())
f(*[1, 2], *(3,), **{"a": 1}, b=2, **{"c": 3})
# --- call with a generator
def f(*args): return sum(args)
f(*(i for i in range(5)))
# --- duplicate keyword
def f(**kw): return kw
f(a=1, **{"a": 2})
# --- missing argument
def area(width, height): return width * height
area(3)
# --- missing several
def area(width, height): return width * height
area()
# --- too many arguments
def one(a): return a
one(1, 2, 3)
# --- unexpected keyword
def one(a): return a
one(1, colour="red")
# --- multiple values
def one(a): return a
one(1, a=2)
# --- keywords must be strings
def f(**kw): return kw
f(**{1: 2})
# --- star of a non iterable
def f(*a): return a
f(*5)
# --- double star of a list
def f(**k): return k
f(**[1])
# --- mutable default
def f(x, acc=[]):
    acc.append(x)
    return acc
f(1), f(2)
# --- default evaluated at definition
n = 1
def f(x=n): return x
n = 2
f()
# --- returns None
def f(): pass
print(f())
# --- early return
def f(x):
    if x < 0:
        return "neg"
    return "pos"
f(-1), f(1)
# --- returns a tuple
def f(): return 1, *[2, 3]
f()
# --- docstring and name
def greet():
    """Say hello."""
greet.__doc__, greet.__name__, greet.__qualname__
# --- annotations
def f(x: int, *args: "str", y: list[int] | None = None) -> dict[str, int]: return {}
f(1)
# --- recursion
def fact(n): return 1 if n < 2 else n * fact(n - 1)
fact(20)
# --- mutual recursion
def even(n): return True if n == 0 else odd(n - 1)
def odd(n): return False if n == 0 else even(n - 1)
even(10), odd(7)
# --- nested recursion
def flatten(xs):
    out = []
    def walk(x):
        if isinstance(x, list):
            for i in x: walk(i)
        else:
            out.append(x)
    walk(xs)
    return out
flatten([1, [2, [3, [4]]]])
# --- recursion without end
def down(n): return down(n + 1)
try:
    down(0)
except RecursionError as error:
    kind = type(error).__name__
kind
# --- lambda
add = lambda a, b=10, *c, d=0, **e: a + b + sum(c) + d + len(e)
add(1), add(1, 2, 3, d=4, z=0)
# --- lambda name
(lambda: 0).__name__, (lambda: 0).__qualname__
# --- lambda in a sort
sorted([(1, "b"), (0, "c"), (1, "a")], key=lambda p: (-p[0], p[1]))
# --- lambda late binding
[f() for f in [lambda: i for i in range(3)]]
# --- lambda default binding
[f() for f in [lambda i=i: i for i in range(3)]]
# --- immediately called
(lambda x: x ** 2)(9)
# --- functions in a dict
ops = {"+": lambda a, b: a + b, "max": max, "join": "-".join}
ops["+"](1, 2), ops["max"](3, 9), ops["join"](["a", "b"])
# --- function attributes
def f(): f.calls += 1
f.calls = 0
f(); f()
f.calls
# --- redefinition
def f(): return 1
g = f
def f(): return 2
g(), f()
# --- inner function name
def outer():
    def inner(): pass
    return inner.__qualname__
outer()
# --- evaluation order of arguments
seen = []
def t(x): seen.append(x); return x
def f(*a, **k): pass
f(t(1), *[t(2)], k=t(3), **{"z": t(4)})
seen
# --- default uses an earlier name
base = 3
def f(x, y=base * 2): return x + y
f(1)
# --- local shadows builtin
def f():
    len = lambda x: 42
    return len([])
f(), len([1])
# --- global builtin shadowed
max = lambda *a: "mine"
r = max(1, 2)
del max
r, max(1, 2)
# --- conditional definition
if True:
    def g(): return "yes"
else:
    def g(): return "no"
g()
# --- unbound local
def f():
    if False:
        x = 1
    return x
f()
# --- call what is not callable
(5)()
# --- call None
nothing = None
nothing(1)
# --- method of a literal
"a,b".split(",")
# --- partial
from functools import partial
power = partial(pow, exp=3)
power(2), partial(max, 5)(3)
# --- map with a function and several iterables
list(map(lambda a, b: a * b, [1, 2, 3], [4, 5, 6]))
# --- apply a list of functions
value = 3
for fn in (str, lambda s: s * 2, int):
    value = fn(value)
value
# --- keyword order
def f(**kw): return list(kw)
f(z=1, a=2, m=3)
# --- star after keyword
def f(a, b, c): return a, b, c
f(*[1], c=3, *[2])
# --- returning a lambda
def adder(n): return lambda x: x + n
adder(5)(10)
# --- default positional only clash
def f(x, /, y, *, z): return x, y, z
f(1, y=2, z=3)
# --- duplicate parameter
def f(a, a): pass
# --- non-default after default
def f(a=1, b): pass
# --- return outside
# refused: the language has no return in a module; the hint says how to give a value
return 5
# --- yield outside
# refused: as in Python
yield 5
# --- identity of defaults
def f(a=()): return a
f() is f()
# --- deep but fine
def depth(n): return 0 if n == 0 else 1 + depth(n - 1)
depth(400)
# --- star expression in return and index
def f(*xs): return xs
t = f(*"ab", *[1])
t[1:], t[-1]
# --- keyword named like a builtin
def f(list=None, type="x"): return list, type
f(list=[1])
# --- keyword arguments with underscores
def f(_a, __b=2, *, _c_=3): return _a, __b, _c_
f(1, _c_=5)
