# expect: raises
class M(type):
    pass
