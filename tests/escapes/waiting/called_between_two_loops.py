# expect: harmless
import asyncio
kept = []
async def main(): kept.append(asyncio.ensure_future(tool(1)))
def plain(): asyncio.run(main())
plain()
if not kept[0].cancelled(): held(kept)
