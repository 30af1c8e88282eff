# expect: raises
import asyncio
await asyncio.sleep(0)
class Loop:
    def get_debug(self): return True
asyncio.Future.__init__(asyncio.Future(), loop=Loop())
