# expect: refused
f"{1:{tool.__globals__}}"
