# expect: raises
class S(str):
    pass
S("{0.__globals__}").format(tool)
