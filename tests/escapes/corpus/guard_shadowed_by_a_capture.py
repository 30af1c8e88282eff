# expect: refused
match {}:
    case {**__builtins__}: pass
