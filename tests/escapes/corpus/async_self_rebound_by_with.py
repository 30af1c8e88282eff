# expect: raises
class C:
    async def f(self, other):
        async with other as self:
            self.marker = 1
class O:
    async def __aenter__(self): return tool
    async def __aexit__(self, *e): pass
await C().f(O())
