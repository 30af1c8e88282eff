# expect: refused
match 1:
    case tool.__globals__: pass
