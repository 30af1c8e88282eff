# expect: refused
[1][tool.__code__:]
