# expect: raises
class int:
    def __init__(self): pass
g = (x for x in [])
match g:
    case int(found): reached(found)
raise ValueError
