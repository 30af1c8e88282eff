import asyncio

class Plain:
    pass

async def soon():
    return 1

for bad in (lambda: asyncio.gather(Plain()), lambda: asyncio.wait([]), lambda: asyncio.create_task(soon), lambda: asyncio.wait_for(3, 1)):
    try:
        await bad()
    except Exception as error:
        print(type(error).__name__)

class Twice:
    def __await__(self):
        yield
        yield None
        return "twice"

class Delegates:
    def __await__(self):
        return soon().__await__()

class Wrong:
    def __await__(self):
        yield 5

print(await Twice(), await Delegates(), await asyncio.gather(Twice(), Delegates()))
try:
    await Wrong()
except RuntimeError as error:
    print(error)
coro = soon()
await coro
try:
    await coro
except RuntimeError as error:
    print(error)
for text in ("5", None):
    try:
        await asyncio.sleep(text)
    except TypeError as error:
        print("sleep", type(error).__name__)

async def chain():
    try:
        await Wrong()
    except RuntimeError as error:
        raise LookupError("outer") from error

try:
    await chain()
except LookupError as error:
    print(error, type(error.__cause__).__name__)
await Plain()
