# expect: raises
def f():
    import sys
    return sys
reached(f())
