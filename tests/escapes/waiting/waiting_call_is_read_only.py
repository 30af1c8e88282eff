# expect: raises
import asyncio
f = asyncio.ensure_future(tool(1))
f.result = lambda: 5
await f
held(f)
