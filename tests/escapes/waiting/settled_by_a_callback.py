# expect: harmless
import asyncio
a, b = asyncio.ensure_future(tool(1)), asyncio.ensure_future(tool(2))
a.add_done_callback(lambda _: b.done() or b.set_result(9))
if await asyncio.gather(a, b, tool(3)) != [1, 2, 3]: held("mixed")
