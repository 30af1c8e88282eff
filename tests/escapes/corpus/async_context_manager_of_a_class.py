# expect: refused
from contextlib import asynccontextmanager
class Secret:
    _x = 1
made = asynccontextmanager(Secret)
reached(made.__wrapped__)
