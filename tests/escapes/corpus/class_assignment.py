# expect: refused
class C: pass
C().__class__ = int
