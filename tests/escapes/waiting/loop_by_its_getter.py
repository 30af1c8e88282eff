# expect: raises
import asyncio
held(asyncio.ensure_future(tool(1)).get_loop())
