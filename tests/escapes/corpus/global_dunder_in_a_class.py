# expect: harmless
class C:
    global __call__
    __call__ = 1
