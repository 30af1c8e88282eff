# expect: refused
import asyncio, functools
await asyncio.sleep(0)
reached(functools.partial(asyncio.gather).func.__func__)
