# expect: refused
f"{tool.__globals__}"
