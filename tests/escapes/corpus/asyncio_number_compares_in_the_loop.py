# expect: harmless
import asyncio
class Evil(float):
    def __radd__(self, other): return self
    def __lt__(self, other): reached(other)
    def __gt__(self, other): reached(other)
    def __le__(self, other): return False
    def __sub__(self, other): return self
await asyncio.sleep(Evil(0.001))
async with asyncio.timeout(Evil(5)):
    await asyncio.wait_for(asyncio.sleep(0), Evil(1))
