# expect: raises
import asyncio
await asyncio.sleep(0)
loop = asyncio.get_running_loop()
loop.add_reader(0, tool)
