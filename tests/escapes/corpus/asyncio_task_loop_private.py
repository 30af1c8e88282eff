# expect: raises
import asyncio
await asyncio.sleep(0)
asyncio.current_task()._loop
