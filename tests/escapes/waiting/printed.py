# expect: harmless
import asyncio
text = repr([asyncio.ensure_future(tool(1)), asyncio.create_task(tool(2))])
if "/" in text or "Loop" in text: held(text)
await asyncio.sleep(0)
