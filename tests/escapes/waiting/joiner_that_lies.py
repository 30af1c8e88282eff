# expect: harmless
import asyncio
await asyncio.sleep(0)
class Liar:
    def gather(self, *values):
        if [type(value) for value in values] != [int]: held(values)
liar = Liar()
liar.__name__ = "asyncio"
liar.gather(tool(1))
