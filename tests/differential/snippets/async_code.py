# Coroutines, and `await` at the top of an action.
# --- await at the top
# needs: async
async def f(x): return x * 2
await f(21)
# --- await in an expression
# needs: async
async def f(x): return x
[await f(1), (await f(2)) + 1, {"k": await f(3)}]
# --- await in an f-string
# needs: async
async def f(): return 5
f"{await f()}"
# --- gather
# needs: async
import asyncio
async def f(n):
    await asyncio.sleep(0)
    return n * n
await asyncio.gather(f(1), f(2), f(3))
# --- gather of a list
# needs: async
import asyncio
async def f(n): return n
await asyncio.gather(*(f(i) for i in range(3)))
# --- gather with an error
# needs: async
import asyncio
async def good(): return 1
async def bad(): raise ValueError("bad")
r = await asyncio.gather(good(), bad(), return_exceptions=True)
r[0], repr(r[1])
# --- gather raises
# needs: async
import asyncio
async def bad(): raise KeyError("k")
await asyncio.gather(bad())
# --- order of tasks
# needs: async
import asyncio
out = []
async def f(name, n):
    for i in range(n):
        out.append(f"{name}{i}")
        await asyncio.sleep(0)
await asyncio.gather(f("a", 2), f("b", 3))
out
# --- sleep order
# needs: async
import asyncio
async def f(t, v):
    await asyncio.sleep(t)
    print(v)
await asyncio.gather(f(0.02, "late"), f(0, "early"))
# --- error in a coroutine
# needs: async
async def f(): return 1 / 0
await f()
# --- try around await
# needs: async
async def f(): raise ValueError("v")
try:
    await f()
except ValueError as e: r = str(e)
r
# --- async for
# needs: async
async def count(n):
    for i in range(n): yield i
out = []
async for x in count(3): out.append(x)
out
# --- async comprehension
# needs: async
async def count(n):
    for i in range(n): yield i
[x * 2 async for x in count(3)], {x async for x in count(2)}, {x: x async for x in count(2)}, [x async for x in count(5) if x % 2]
# --- await in a comprehension
# needs: async
async def f(x): return x + 1
[await f(i) for i in range(3)]
# --- async generator expression
# needs: async
async def count(n):
    for i in range(n): yield i
g = (x async for x in count(2))
[v async for v in g]
# --- async with
# needs: async
class C:
    async def __aenter__(self): print("in"); return self
    async def __aexit__(self, *e): print("out", e[0])
async with C() as c:
    print("body")
# --- async with swallows
# needs: async
class C:
    async def __aenter__(self): return 1
    async def __aexit__(self, kind, value, trace): return kind is KeyError
async with C():
    raise KeyError("k")
"after"
# --- async iterator class
# needs: async
class It:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        if not self.n: raise StopAsyncIteration
        self.n -= 1
        return self.n
[x async for x in It(3)]
# --- awaitable class
# needs: async
class A:
    def __await__(self):
        yield from []
        return "awaited"
await A()
# --- async method
# needs: async
class A:
    def __init__(self): self._n = 0
    async def up(self):
        self._n += 1
        return self._n
a = A()
await a.up()
await a.up()
# --- nested functions and nonlocal
# needs: async
async def outer():
    n = 0
    async def inner():
        nonlocal n
        n += 1
    await inner()
    await inner()
    return n
await outer()
# --- async lambda result
# needs: async
async def f(x): return x
g = lambda x: f(x)
await g(3)
# --- decorators
# needs: async
from functools import wraps
def twice(f):
    @wraps(f)
    async def run(*a): return [await f(*a), await f(*a)]
    return run
@twice
async def g(x): return x
await g(1)
# --- await of no awaitable
# needs: async
await 5
# --- await outside of an async function
# needs: async
async def f(): return 1
def g():
    await f()
# --- TaskGroup
# needs: async
import asyncio
async def f(n): return n
async with asyncio.TaskGroup() as tg:
    a, b = tg.create_task(f(1)), tg.create_task(f(2))
a.result() + b.result()
# --- create_task
# needs: async
import asyncio
async def f():
    await asyncio.sleep(0)
    return "done"
t = asyncio.create_task(f())
before = t.done()
r = await t
before, r, t.done()
# --- wait_for
# needs: async
import asyncio
async def slow(): await asyncio.sleep(5)
try:
    await asyncio.wait_for(slow(), 0.01)
except asyncio.TimeoutError: r = "late"
r
# --- cancel
# needs: async
import asyncio
async def f(): await asyncio.sleep(5)
t = asyncio.create_task(f())
await asyncio.sleep(0)
t.cancel()
try: await t
except asyncio.CancelledError: r = "cancelled"
r, t.cancelled()
# --- queue
# needs: async
import asyncio
q = asyncio.Queue()
async def put():
    for i in range(3): await q.put(i)
    await q.put(None)
async def take():
    out = []
    while (x := await q.get()) is not None: out.append(x)
    return out
(await asyncio.gather(put(), take()))[1]
# --- lock and semaphore
# needs: async
import asyncio
lock, sem, log = asyncio.Lock(), asyncio.Semaphore(2), []
async def f(n):
    async with sem, lock:
        log.append(n)
await asyncio.gather(f(1), f(2))
log
# --- event
# needs: async
import asyncio
e = asyncio.Event()
async def wait():
    await e.wait()
    return "go"
async def fire(): e.set()
(await asyncio.gather(wait(), fire()))[0]
# --- asyncio run
# needs: async
import asyncio
async def main(): return 42
asyncio.run(main())
# --- asynccontextmanager
# needs: async
from contextlib import asynccontextmanager
@asynccontextmanager
async def c():
    print("open")
    yield 5
    print("close")
async with c() as v: print(v)
# --- await in control flow
# needs: async
async def f(x): return x
if await f(True):
    for i in await f([1, 2]):
        while await f(i) > 5: pass
        r = i
r
# --- async generator with finally
# needs: async
async def g():
    try:
        yield 1
    finally:
        print("closed")
async for x in g(): print(x)
# --- asend
# needs: async
async def echo():
    got = yield 0
    yield got
talk = echo()
await talk.asend(None), await talk.asend("x")
# --- anext and aiter
# needs: async
async def g(): yield 7
it = aiter(g())
await anext(it), await anext(it, "end")
# --- coroutine type
# needs: async
async def f(): pass
c = f()
await c
type(c).__name__
# --- globals written by coroutines
# needs: async
import asyncio
total = 0
async def add(n):
    global total
    total += n
await asyncio.gather(*map(add, range(4)))
total
# --- loop without end values
# needs: async
for i in range(2):
    async def f(n=i): return n
    print(await f())
# --- async for else
# needs: async
async def g(): yield 1
async for x in g(): pass
else: print("else", x)
# --- own functions with the names of asyncio's
# needs: async
def gather(*values, return_exceptions=False): return values
def wait(values, timeout=None): return list(values)
class Box:
    def create_task(self, value): return value + 1
    shield = staticmethod(lambda value: value)
def f(n): return n * 2
async def g(n): return n
await g(0)
gather(f(1), *[f(n) for n in range(3)]), wait([f(1), f(2)]), Box().create_task(f(1)), Box.shield(f(3))
# --- a wrong call in gather
# needs: async
import asyncio
async def f(n): return n
await asyncio.gather(
    f(1),
    f())
# --- a wrong method of several lines in gather
# needs: async
import asyncio
class Box:
    async def f(self, n): return n
box = Box()
await asyncio.gather(
    (box
     .f(1)),
    (box
     .f()))
# --- no function in gather
# needs: async
import asyncio
x = [None]
await asyncio.gather(x[0](1))
# --- a wrong call awaited
# needs: async
async def f(n): return n
await f(*[1], **{"n": 2})
# --- a mapping that is none
# needs: async
async def f(n): return n
await f(**5)
# --- an item called and awaited
# needs: async
async def f(n): return n
functions = {"f": f}
await functions["f"](3)
# --- order of evaluation of an awaited call
# needs: async
seen = []
def note(x):
    seen.append(x)
    return x
async def f(a, b): return a + b
await [f][note(0)](note(1), b=note(2)), seen
# --- gather in a comprehension of a class
# needs: async
import asyncio
async def f(n): return n
def make():
    class Box:
        gather = list
        values = gather(abs(n) for n in (1, -2))
    return Box.values
make(), await asyncio.gather(*[f(n) for n in range(2)])
# --- super in an awaited call
# needs: async
class A:
    async def f(self, n): return n
class B(A):
    async def f(self, n): return await super().f(n) + 1
await B().f(1)
# --- nested calls awaited
# needs: async
async def f(n): return n + 1
await f(await f(await f(0)))
# --- gather in the iterable of a comprehension
# needs: async
import asyncio
async def f(n): return n
[x for x in await asyncio.gather(f(1), f(2))]
