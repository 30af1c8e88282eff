# expect: raises
async def f(): pass
reached(getattr(f(), "cr_await"))
