# expect: raises
async def f(): pass
print("{0.cr_frame.f_globals}".format(f()))
