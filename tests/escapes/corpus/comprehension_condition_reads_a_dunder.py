# expect: refused
[x for x in [1] if tool.__globals__]
