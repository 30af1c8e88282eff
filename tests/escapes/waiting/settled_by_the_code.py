# expect: harmless
import asyncio
f = asyncio.ensure_future(tool(1))
f.set_result(5)
t = asyncio.ensure_future(tool(2))
t.cancel()
if await asyncio.gather(f, tool(3), return_exceptions=True) != [5, 3]: held("mixed")
