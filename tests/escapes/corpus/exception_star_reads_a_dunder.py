# expect: refused
try:
    1 / 0
except* (ValueError.__subclasses__()[0]):
    pass
