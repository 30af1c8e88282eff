# expect: raises
import asyncio
await asyncio.sleep(0)
reached(asyncio.Task[int].get_stack(asyncio.current_task()))
