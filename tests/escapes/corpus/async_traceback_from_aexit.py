# expect: refused
class C:
    async def __aenter__(self): return self
    async def __aexit__(self, kind, error, trace):
        reached(trace.tb_frame)
async with C():
    1 / 0
