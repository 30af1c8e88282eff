# expect: raises
import asyncio
await asyncio.sleep(0)
class T(asyncio.Task): pass
