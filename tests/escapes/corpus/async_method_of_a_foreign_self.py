# expect: raises
class C:
    async def f(self):
        self.marker = 1
await C.f(tool)
