# expect: refused
def g(): yield from h()
def h(): yield 1
reached(g().gi_yieldfrom)
