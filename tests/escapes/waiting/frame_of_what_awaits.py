# expect: refused
import asyncio
t = asyncio.create_task(tool(1))
await asyncio.sleep(0)
held(t.get_coro().cr_await)
