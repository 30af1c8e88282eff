import asyncio

async def double(x):
    await asyncio.sleep(0)
    return 2 * x

async def outer(n):
    """Awaits in a loop."""
    total = 0
    for i in range(n):
        total += await double(i)
    return total

class Account:
    rate = 3

    def __init__(self):
        self._n = 0

    async def add(self, n):
        self._n += await double(n)
        self.last = n
        return self

    @classmethod
    async def made(cls, n):
        return await cls().add(n * cls.rate)

    @staticmethod
    async def plain(x, /, y=1, *, z=2, **rest):
        return x, y, z, rest

first = await outer(4)
account = await Account.made(2)
print(first, account._n, account.last, outer.__name__, outer.__doc__)
x = y = await double(1)
x += await double(x)
numbers = {"a": await double(5)}
numbers["a"] += await double(1)
print(await double(1) + await double(2), [await double(i) for i in range(3)], f"{await double(4)}")
if await double(0):
    print("no")
while (x := x - await double(1)) > 0:
    print("while", x)
try:
    await double(None)
except TypeError as error:
    print(type(error).__name__, error)
(await Account.plain(1, z=await double(1), k=3), x, y, numbers)
