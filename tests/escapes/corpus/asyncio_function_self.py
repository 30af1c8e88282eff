# expect: refused
import asyncio
await asyncio.sleep(0)
reached(asyncio.gather.__self__)
