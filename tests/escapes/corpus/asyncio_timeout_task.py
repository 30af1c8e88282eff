# expect: raises
import asyncio
await asyncio.sleep(0)
async with asyncio.timeout(5) as t:
    t._task
