# expect: raises
import asyncio
await asyncio.sleep(0)
reached(asyncio.current_task().get_loop())
raise SystemError("the loop was handed out")
