# expect: raises
from collections.abc import Iterable
Iterable[int].register(int)
