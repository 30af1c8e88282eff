# expect: raises
from contextlib import AsyncExitStack
reached(AsyncExitStack()._exit_callbacks)
