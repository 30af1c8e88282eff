# expect: raises
import asyncio, copy
f = asyncio.ensure_future(tool(1))
held(copy.copy(f))
await f
