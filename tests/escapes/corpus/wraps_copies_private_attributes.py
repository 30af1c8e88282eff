# expect: raises
import functools
@functools.wraps(tool)
def mine(): pass
reached(mine._registry)
