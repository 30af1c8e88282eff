# expect: raises
from functools import lru_cache
reached(lru_cache(lambda x: x)._x)
