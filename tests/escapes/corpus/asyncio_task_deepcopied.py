# expect: raises
import asyncio, copy
await asyncio.sleep(0)
copy.deepcopy(asyncio.current_task())
