# expect: raises
import asyncio
await asyncio.sleep(0)
asyncio.get_event_loop().forget()
held(1)
