# expect: refused
try:
    while True: pass
except BaseException:
    pass
