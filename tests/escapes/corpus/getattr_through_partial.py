# expect: raises
from functools import partial
reached(partial(getattr, tool)("__globals__"))
