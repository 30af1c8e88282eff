# expect: raises
class C:
    async def __aenter__(self): return self
    async def __aexit__(self, kind, error, trace):
        reached(getattr(trace, "tb_frame"))
        return True
async with C():
    1 / 0
