match {"k": [1, 2, 3], "z": {"w": 1}}:
    case {"k": [a, *rest], "z": {"w": int(w)}, **others}: r = (a, rest, w, others)
def f(v):
    match v:
        case int() | float() as num if num > 3: return ("n", num)
        case str(s): return ("s", s)
        case [x, y]: return ("pair", x, y)
        case None: return "none"
        case (1 | 2): return "12"
        case -3: return "m3"
        case _: return "other"
[r, f(5), f("q"), f([1, 2]), f(None), f(1), f(-3), f({})]
