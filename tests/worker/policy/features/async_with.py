from contextlib import AsyncExitStack, aclosing, asynccontextmanager, nullcontext

class Door:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    async def __aenter__(self):
        print("in", self.name)
        return self

    async def __aexit__(self, kind, error, trace):
        print("out", self.name, kind and kind.__name__)
        return self.swallow

@asynccontextmanager
async def room(name):
    print("open", name)
    try:
        yield name.upper()
    finally:
        print("shut", name)

async def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("numbers closed")

async with Door("a") as a, Door("b") as b:
    print(a.name, b.name)
async with Door("c", swallow=True):
    1 / 0
async with room("r") as name:
    print(name)
async with aclosing(numbers()) as some:
    async for n in some:
        print(n)
        break
async with AsyncExitStack() as stack:
    await stack.enter_async_context(Door("x"))
    await stack.enter_async_context(room("y"))
    stack.callback(print, "callback")
async with nullcontext(5) as five:
    print(five)
try:
    async with Door("d"):
        raise ValueError("lost")
except ValueError as error:
    print("caught", error)
