# expect: harmless
import asyncio
from collections.abc import Coroutine
class Fake(Coroutine):
    def send(self, value): raise StopIteration(value)
    def throw(self, kind, value=None, trace=None): reached(trace)
    def close(self): pass
    def __await__(self): return iter(())
    cr_code = tool
    cr_frame = tool
print(repr(asyncio.create_task(Fake())))
await asyncio.sleep(0)
