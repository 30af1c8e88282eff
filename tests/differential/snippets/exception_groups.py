# Exception groups and `except*`.
# --- split by type
# needs: except*
out = []
try:
    raise ExceptionGroup("g", [ValueError("a"), KeyError("b"), ValueError("c")])
except* ValueError as g: out.append([str(e) for e in g.exceptions])
except* KeyError as g: out.append(len(g.exceptions))
out
# --- rest is raised
# needs: except*
try:
    raise ExceptionGroup("g", [ValueError("a"), KeyError("b")])
except* ValueError: print("values")
# --- plain error is wrapped
# needs: except*
try:
    raise ValueError("v")
except* ValueError as g: r = type(g).__name__, len(g.exceptions)
r
# --- tuple of types
# needs: except*
try:
    raise ExceptionGroup("g", [TypeError(1), KeyError(2)])
except* (TypeError, KeyError) as g: r = len(g.exceptions)
r
# --- else and finally
# needs: except*
try:
    r = 1
except* ValueError: r = 2
else: r += 10
finally: print("fin")
r
# --- nested groups
# needs: except*
try:
    raise ExceptionGroup("o", [ExceptionGroup("i", [ValueError(1)]), TypeError(2)])
except* ValueError as g: a = g.exceptions[0].exceptions[0].args
except* TypeError as g: b = g.exceptions[0].args
a, b
# --- subgroup and split
# needs: except*
g = ExceptionGroup("g", [ValueError(1), TypeError(2)])
g.subgroup(ValueError).exceptions, [len(p.exceptions) for p in g.split(TypeError)], g.message
# --- not caught
# needs: except*
try:
    raise ExceptionGroup("g", [ValueError("a")])
except* KeyError: pass
# --- group in a plain except
# needs: except*
try:
    raise ExceptionGroup("two errors", [ValueError("a"), KeyError("b")])
except ExceptionGroup as g: r = str(g)
r
# --- break out
# needs: except*
for i in range(2):
    try: raise ValueError
    except* ValueError: break
# --- group of no errors
# needs: except*
ExceptionGroup("g", [])
# --- raise inside
# needs: except*
try:
    raise ValueError("a")
except* ValueError:
    raise KeyError("b")
