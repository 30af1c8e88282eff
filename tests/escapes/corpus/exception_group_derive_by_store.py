# expect: raises
g = ExceptionGroup("g", [ValueError()])
g.derive = lambda errors: tool
try:
    raise g
except* TypeError as e:
    reached(e)
