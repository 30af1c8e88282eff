# expect: refused
def f(__builtins__, /): return __builtins__
