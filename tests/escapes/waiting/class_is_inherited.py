# expect: raises
import asyncio
kind = type(asyncio.ensure_future(tool(1)))
class Mine(kind): pass
await asyncio.sleep(0)
held(Mine)
