# expect: refused
from functools import lru_cache
reached(lru_cache(tool).__wrapped__.__globals__)
