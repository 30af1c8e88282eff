# expect: raises
import functools, statistics
@functools.wraps(statistics.mean, assigned=(), updated=("__globals__",))
def f(): pass
