# expect: raises
import asyncio
asyncio.get_running_loop().queue({"id": 1, "tool": "tool", "args": [], "kwargs": {}})
await asyncio.sleep(0)
held(1)
