# expect: refused
tool.__globals__ += 1
