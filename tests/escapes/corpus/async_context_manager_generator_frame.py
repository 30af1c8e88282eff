# expect: refused
from contextlib import asynccontextmanager
@asynccontextmanager
async def f(): yield 1
reached(f().gen.ag_frame)
