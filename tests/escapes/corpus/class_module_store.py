# expect: refused
class C:
    __module__ = "sys"
