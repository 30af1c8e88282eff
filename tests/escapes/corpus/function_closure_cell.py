# expect: refused
def f(x):
    return lambda: x
reached(f(1).__closure__[0].cell_contents)
