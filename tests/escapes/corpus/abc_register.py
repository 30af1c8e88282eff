# expect: raises
from collections.abc import Callable
Callable.register(int)
