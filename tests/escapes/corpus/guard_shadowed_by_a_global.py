# expect: refused
def f():
    global __builtins__
    __builtins__ = {}
