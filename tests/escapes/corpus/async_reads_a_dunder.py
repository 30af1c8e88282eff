# expect: refused
async def f(): return (await f()).__globals__
