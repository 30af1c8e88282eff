# `with` in every form.
# --- enter and exit
class C:
    def __enter__(self):
        print("in")
        return self
    def __exit__(self, kind, value, trace):
        print("out", kind)
with C() as c:
    print("body", type(c).__name__)
# --- exit sees the error
class C:
    def __enter__(self): return self
    def __exit__(self, kind, value, trace):
        print(kind.__name__, value)
        return True
with C():
    raise ValueError("x")
print("after")
# --- exit does not swallow
class C:
    def __enter__(self): return self
    def __exit__(self, *exc): print("closing")
with C():
    raise KeyError("k")
# --- exit raises
class C:
    def __enter__(self): return self
    def __exit__(self, *exc): raise RuntimeError("from exit")
with C(): pass
# --- enter raises
class C:
    def __enter__(self): raise OSError("no")
    def __exit__(self, *exc): print("never")
with C(): pass
# --- two managers
class N:
    def __init__(self, n): self.n = n
    def __enter__(self): print("+", self.n); return self.n
    def __exit__(self, *e): print("-", self.n)
with N(1) as a, N(2) as b:
    print(a + b)
# --- parenthesized
class N:
    def __init__(self, n): self.n = n
    def __enter__(self): return self.n
    def __exit__(self, *e): pass
with (
    N(1) as a,
    N(2) as b,
):
    r = a, b
r
# --- targets
class T:
    def __init__(self, v): self.v = v
    def __enter__(self): return self.v
    def __exit__(self, *e): pass
d = {}
class O: pass
o = O()
with T((1, 2)) as (a, b), T("i") as d["k"], T("at") as o.x: pass
a, b, d, o.x
# --- contextmanager
from contextlib import contextmanager
@contextmanager
def tag(name):
    print(f"<{name}>")
    try:
        yield name.upper()
    finally:
        print(f"</{name}>")
with tag("b") as t:
    print(t)
# --- contextmanager with an error
from contextlib import contextmanager
@contextmanager
def guard():
    try:
        yield
    except ValueError as error:
        print("handled", error)
with guard():
    raise ValueError("v")
# --- contextmanager passes an error on
from contextlib import contextmanager
@contextmanager
def guard():
    yield
with guard():
    raise ValueError("v")
# --- contextmanager that does not yield
from contextlib import contextmanager
@contextmanager
def bad():
    if False: yield
with bad(): pass
# --- suppress
from contextlib import suppress
with suppress(KeyError, ValueError):
    {}["k"]
with suppress(KeyError):
    int("x")
# --- closing
from contextlib import closing
class R:
    def close(self): print("closed")
with closing(R()) as r: print("using")
# --- nullcontext
from contextlib import nullcontext
with nullcontext("v") as v: pass
v
# --- ExitStack
from contextlib import ExitStack
with ExitStack() as stack:
    for n in range(3):
        stack.callback(print, "exit", n)
    print("body")
# --- ExitStack with managers
from contextlib import ExitStack, contextmanager
@contextmanager
def m(n):
    yield n
    print("bye", n)
with ExitStack() as stack:
    xs = [stack.enter_context(m(i)) for i in range(2)]
xs
# --- return inside
class C:
    def __enter__(self): return self
    def __exit__(self, *e): print("closed")
def f():
    with C():
        return "value"
f()
# --- break inside
class C:
    def __enter__(self): return self
    def __exit__(self, *e): print("closed")
for i in range(3):
    with C():
        if i == 1: break
i
# --- not a manager
with 5: pass
# --- only enter
class C:
    def __enter__(self): pass
with C(): pass
# --- StringIO
from io import StringIO
with StringIO("a\nb\n") as f:
    lines = [line.strip() for line in f]
lines
# --- localcontext
from decimal import Decimal, localcontext
with localcontext() as ctx:
    ctx.prec = 4
    r = Decimal(1) / Decimal(3)
r, Decimal(1) / Decimal(3)
# --- nested functions
from contextlib import contextmanager
depth = []
@contextmanager
def level(n):
    depth.append(n)
    yield len(depth)
    depth.pop()
with level("a") as x:
    with level("b") as y:
        r = x, y, list(depth)
r, depth
