# expect: raises
import asyncio
await asyncio.sleep(0)
reached(getattr(asyncio.current_task(), "get_stack")())
