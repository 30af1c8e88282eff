# expect: raises
import asyncio
await asyncio.sleep(0)
meta = type(asyncio.Future)
reached(meta)
meta("X", (), {})
