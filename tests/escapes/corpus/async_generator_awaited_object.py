# expect: refused
async def f(): yield 1
reached(f().ag_await)
