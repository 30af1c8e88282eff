# expect: refused
class C:
    def __instancecheck__(cls, other): return True
