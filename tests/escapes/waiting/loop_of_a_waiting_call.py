# expect: raises
import asyncio
f = asyncio.ensure_future(tool(1))
held(f.__loop)
