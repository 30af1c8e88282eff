# expect: raises
class O:
    async def __aenter__(self): return 1
    async def __aexit__(self, *e): pass
async with O() as tool.marker: pass
