# expect: harmless
try:
    raise ValueError
except* ValueError as group:
    reached(group)
