async def count(n):
    try:
        for i in range(n):
            got = yield i
            if got:
                print("got", got)
    finally:
        print("closed", n)

class Steps:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n <= 0:
            raise StopAsyncIteration
        self.n -= 1
        return self.n

print([x async for x in count(3)])
print({x: y async for x in count(2) for y in [x, x + 1]}, {x async for x in Steps(3)})
print([x async for x in Steps(5) if x % 2], await anext(aiter(Steps(4))), await anext(Steps(0), "none"))
async for x in Steps(2):
    print("loop", x)
else:
    print("else", x)
agen = count(5)
print(await agen.asend(None), await agen.asend("hello"))
await agen.aclose()
try:
    await agen.__anext__()
except StopAsyncIteration as error:
    print("stop", type(error).__name__)
async def first():
    async for x in count(9):
        return x
print(await first())
lazy = (x * 2 async for x in count(3))
print([x async for x in lazy])
nested = [[y async for y in count(x)] async for x in count(3)]
total = 0
async for x, *rest in (p async for p in Steps(0)):
    total += x
(nested, total, [await anext(Steps(i)) for i in (1, 2)])
