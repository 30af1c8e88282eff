# expect: refused
match tool:
    case object(__globals__=g): reached(g)
