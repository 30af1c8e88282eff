# expect: raises
import asyncio
class Fake:
    _asyncio_future_blocking = True
    def get_loop(self): return None
    def add_done_callback(self, callback, context=None): reached(callback)
class Wait:
    def __await__(self): yield Fake()
await Wait()
