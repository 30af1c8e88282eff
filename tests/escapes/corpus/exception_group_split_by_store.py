# expect: raises
g = ExceptionGroup("g", [ValueError()])
g.split = lambda kind: 1
try:
    raise g
except* ValueError as e:
    reached(e)
