# expect: raises
import asyncio
await asyncio.sleep(0)
async with asyncio.TaskGroup() as g:
    g._group
