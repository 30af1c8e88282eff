# expect: raises
import asyncio
await asyncio.sleep(0)
class Loop:
    def call_soon(self, callback, *args, context=None): reached(callback)
    def get_debug(self): return False
async def f(): pass
super(asyncio.Task, asyncio.current_task()).__init__(f(), loop=Loop())
