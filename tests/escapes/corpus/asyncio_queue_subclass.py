# expect: raises
import asyncio
await asyncio.sleep(0)
class Q(asyncio.Queue):
    def loop(self): return self._get_loop()
reached(Q().loop())
