# expect: refused
class C:
    __new__ = tool
