# expect: refused
@tool.__globals__
def f(): pass
