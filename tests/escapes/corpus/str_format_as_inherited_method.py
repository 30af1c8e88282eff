# expect: raises
class S(str):
    pass
S.format("{0.__globals__}", tool)
