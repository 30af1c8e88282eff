# expect: raises
import asyncio
await asyncio.sleep(0)
kind = asyncio.Future.__class__.__class__
reached(kind)
kind.__call__(asyncio.Future, loop=1)
