# expect: raises
import asyncio
kind = type(asyncio.ensure_future(tool(1)))
await asyncio.sleep(0)
held(kind(loop=5))
