# expect: refused
match 1:
    case tool.__class__(): pass
