# expect: raises
import functools, statistics
def f(): pass
functools.update_wrapper(f, statistics.mean, assigned=(), updated=("__globals__",))
