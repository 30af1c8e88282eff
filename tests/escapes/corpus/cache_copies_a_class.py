# expect: raises
import functools
reached(functools.lru_cache(str).format("{0.__globals__}", tool))
