# expect: raises
from contextlib import ExitStack
reached(ExitStack()._exit_callbacks)
