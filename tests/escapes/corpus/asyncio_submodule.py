# expect: raises
import asyncio.base_events
await asyncio.sleep(0)
reached(asyncio.base_events)
