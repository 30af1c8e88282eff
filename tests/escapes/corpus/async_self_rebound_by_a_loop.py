# expect: raises
class C:
    async def f(self, others):
        async for self in others:
            self.marker = 1
async def g(): yield tool
await C().f(g())
