# expect: refused
try:
    pass
except (ValueError, KeyboardInterrupt):
    pass
