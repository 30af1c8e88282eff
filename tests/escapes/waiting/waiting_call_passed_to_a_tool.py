# expect: raises
import asyncio
f = asyncio.ensure_future(tool(1))
held(await tool(f))
