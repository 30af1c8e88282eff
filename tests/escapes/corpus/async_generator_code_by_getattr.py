# expect: raises
async def f(): yield 1
reached(getattr(f(), "ag_code"))
