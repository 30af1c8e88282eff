# expect: harmless
import asyncio
class Key:
    def __hash__(self): held("hash")
    def __eq__(self, other): held("eq")
    def __call__(self, *values): return asyncio.sleep(0)
wait = Key()
wait(tool(1)).close()
f = Key()
await f(1)
await asyncio.gather(f(1), *[f(n) for n in range(2)])
