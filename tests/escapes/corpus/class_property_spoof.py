# expect: refused
class C:
    __class__ = int
