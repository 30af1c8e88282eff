# expect: refused
def f(x: tool.__globals__): pass
