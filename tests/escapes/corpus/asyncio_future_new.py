# expect: raises
import asyncio
await asyncio.sleep(0)
asyncio.Future.__new__(asyncio.Future)
