# expect: refused
def f(): pass
f.__annotations__ = {}
