# expect: raises
import asyncio, copy
await asyncio.sleep(0)
copy.copy(asyncio.Future())
