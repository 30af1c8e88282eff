# expect: raises
import asyncio
class Loop:
    def call_soon(self, callback, *args, context=None): reached([callback, args])
    def get_debug(self): return False
    def create_task(self, coro): reached(coro)
class Fake:
    _asyncio_future_blocking = False
    _loop = Loop()
    def get_loop(self): return self._loop
    def add_done_callback(self, callback, context=None): reached(callback)
await asyncio.gather(Fake())
