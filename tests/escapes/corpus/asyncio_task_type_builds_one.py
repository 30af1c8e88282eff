# expect: raises
import asyncio
await asyncio.sleep(0)
class Loop:
    def call_soon(self, callback, *args, context=None): reached(callback)
    def get_debug(self): return False
async def f(): pass
type(asyncio.current_task())(f(), loop=Loop())
