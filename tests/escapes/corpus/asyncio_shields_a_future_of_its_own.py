# expect: raises
import asyncio
await asyncio.sleep(0)
class Fake:
    _asyncio_future_blocking = False
    def get_loop(self): return self
    def done(self): return False
    def create_future(self): return self
    def add_done_callback(self, callback, context=None): reached(callback)
asyncio.shield(Fake())
