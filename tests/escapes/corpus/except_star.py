# expect: refused
try:
    raise ValueError
except* ValueError as group:
    reached(group)
