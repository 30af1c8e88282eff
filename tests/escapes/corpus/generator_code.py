# expect: refused
def g(): yield 1
reached(g().gi_code)
