# expect: harmless
import functools
def f(): pass
f.split = lambda kind: 1
g = ExceptionGroup("g", [ValueError()])
functools.update_wrapper(g, f)
try:
    raise g
except* ValueError:
    pass
