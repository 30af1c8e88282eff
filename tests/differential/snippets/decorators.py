# Decorators of functions and classes.
# --- plain
def twice(f):
    def run(*a, **k): return f(*a, **k) * 2
    return run
@twice
def g(x): return x + 1
g(3)
# --- stacked
def tag(t):
    def deco(f):
        return lambda *a: f"<{t}>{f(*a)}</{t}>"
    return deco
@tag("b")
@tag("i")
def text(x): return x
text("hi")
# --- order
seen = []
def note(n):
    seen.append(f"make {n}")
    def deco(f):
        seen.append(f"apply {n}")
        return f
    return deco
@note(1)
@note(2)
def f(): pass
seen
# --- wraps
from functools import wraps
def log(f):
    @wraps(f)
    def inner(*args):
        "inner doc"
        return f(*args)
    return inner
@log
def hello():
    "hello doc"
hello.__name__, hello.__doc__, hello.__qualname__
# --- wraps keeps attributes
from functools import wraps
def mark(f): f.marked = 1; return f
def deco(f):
    @wraps(f)
    def inner(): return f()
    return inner
@deco
@mark
def f(): return 2
f.marked, f()
# --- lru_cache
from functools import lru_cache
calls = []
@lru_cache(maxsize=None)
def square(n):
    calls.append(n)
    return n * n
[square(i % 2) for i in range(4)], calls, square.cache_info().hits
# --- cache clear
from functools import cache
@cache
def one(): return []
a = one()
one.cache_clear()
a is one()
# --- class decorator
def add_name(cls):
    cls.label = cls.__name__.lower()
    return cls
@add_name
class Thing: pass
Thing.label
# --- class decorator with arguments
def with_fields(**fields):
    def deco(cls):
        for k, v in fields.items(): setattr(cls, k, v)
        return cls
    return deco
@with_fields(a=1, b=2)
class C: pass
C.a + C.b
# --- registry
registry = {}
def register(name):
    def deco(f):
        registry[name] = f
        return f
    return deco
@register("add")
def _(a, b): return a + b
@register("mul")
def _(a, b): return a * b
{k: f(3, 4) for k, f in sorted(registry.items())}
# --- callable object
class Count:
    def __init__(self, f): self.f, self.n = f, 0
    def __call__(self, *a):
        self.n += 1
        return self.f(*a)
@Count
def f(x): return x
f(1); f(2)
f.n
# --- decorating a method
def loud(f):
    def run(self, *a): return f(self, *a).upper() + self.end
    return run
class Speaker:
    end = "!"
    @loud
    def say(self, what): return what
Speaker().say("hi")
# --- any expression
@(lambda f: lambda: f() + 1)
def f(): return 1
f()
# --- item of a list
decos = [lambda f: "replaced"]
@decos[0]
def f(): pass
f
# --- retry
def retry(times):
    def deco(f):
        def run(*a):
            for attempt in range(times):
                try:
                    return f(*a)
                except ValueError as error:
                    last = error
            raise last
        return run
    return deco
tries = []
@retry(3)
def flaky():
    tries.append(1)
    if len(tries) < 3: raise ValueError("not yet")
    return "done"
flaky(), len(tries)
# --- retry that fails
def retry(f):
    def run():
        for _ in range(2):
            try: return f()
            except KeyError as e: last = e
        raise last
    return run
@retry
def bad(): raise KeyError("gone")
bad()
# --- total_ordering
from functools import total_ordering
@total_ordering
class V:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return self.n == o.n
    def __lt__(self, o): return self.n < o.n
V(1) <= V(1), V(2) > V(1), V(1) >= V(2)
# --- contextmanager as a decorator
from contextlib import contextmanager
log = []
@contextmanager
def logged():
    log.append("in")
    yield
    log.append("out")
@logged()
def f(): log.append("body")
f()
log
# --- decorator that is no callable
@5
def f(): pass
# --- decorator with a missing name
@not_defined_anywhere
def f(): pass
# --- singledispatch by hand
def show(x):
    for kind, text in ((bool, "bool"), (int, "int"), (str, "str")):
        if isinstance(x, kind): return text
show(True), show(1), show("")
# --- abstract property
from abc import ABC, abstractmethod
class Base(ABC):
    @property
    @abstractmethod
    def size(self): ...
class Leaf(Base):
    @property
    def size(self): return 3
Leaf().size
# --- timing decorator
import time
from functools import wraps
def timed(f):
    @wraps(f)
    def run(*a):
        start = time.perf_counter()
        r = f(*a)
        return r, time.perf_counter() - start >= 0
    return run
@timed
def work(n): return sum(range(n))
work(10)
