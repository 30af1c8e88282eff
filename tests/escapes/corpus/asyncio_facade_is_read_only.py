# expect: raises
import asyncio
await asyncio.sleep(0)
asyncio.sleep = tool
