# expect: raises
import asyncio
f = asyncio.ensure_future(tool(1))
f.set_result(5)
f.set_result(6)
held(f)
