# expect: refused
def f(*, __globals__): pass
