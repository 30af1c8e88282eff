# expect: raises
import asyncio
q = asyncio.Queue()
q.put_nowait(1)
await q.get()
q._loop
