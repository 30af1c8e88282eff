# expect: refused
try:
    1 / 0
except* BaseException:
    pass
