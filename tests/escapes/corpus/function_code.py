# expect: refused
def f(): pass
f.__code__ = tool.__code__
