# expect: refused
async def f(): pass
reached(f().cr_frame)
