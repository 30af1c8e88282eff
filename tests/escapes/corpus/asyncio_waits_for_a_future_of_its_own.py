# expect: raises
import asyncio
class Fake:
    _asyncio_future_blocking = False
    def get_loop(self): return self
    def done(self): return False
    def add_done_callback(self, callback, context=None): reached(callback)
await asyncio.wait([Fake()], timeout=0.1)
