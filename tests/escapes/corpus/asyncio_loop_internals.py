# expect: raises
import asyncio
await asyncio.sleep(0)
asyncio.get_event_loop()._facade
