# expect: raises
import asyncio, operator
async def f(): await asyncio.sleep(0)
t = asyncio.create_task(f())
await asyncio.sleep(0)
reached(operator.methodcaller("get_stack")(t))
