# expect: refused
reached(tool.__globals__)
