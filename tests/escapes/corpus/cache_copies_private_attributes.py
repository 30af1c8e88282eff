# expect: raises
import functools
reached(functools.lru_cache(tool)._registry)
