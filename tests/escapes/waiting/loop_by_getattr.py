# expect: raises
import asyncio
held(getattr(asyncio.ensure_future(tool(1)), "_loop"))
