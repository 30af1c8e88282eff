# expect: raises
import asyncio
await asyncio.sleep(0)
class F(asyncio.Future): pass
