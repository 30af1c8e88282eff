# expect: refused
del tool.__code__
