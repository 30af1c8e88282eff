# expect: harmless
import asyncio
await asyncio.sleep(0)
class Liar:
    def gather(self, value):
        if type(value) is not int: held(value)
gather = Liar().gather
gather(tool(1))
