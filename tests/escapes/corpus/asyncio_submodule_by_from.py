# expect: raises
from asyncio import events
reached(events)
