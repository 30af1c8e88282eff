# expect: raises
async def f(): pass
c = f()
reached(getattr(c, "cr_frame"))
