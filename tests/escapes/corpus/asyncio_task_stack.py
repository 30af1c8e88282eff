# expect: raises
import asyncio
async def f(): await asyncio.sleep(0)
t = asyncio.create_task(f())
await asyncio.sleep(0)
reached(t.get_stack())
