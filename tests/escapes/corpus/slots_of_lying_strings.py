# expect: raises
class S(str):
    def startswith(self, *a): return False
class C:
    __slots__ = (S("a"),)
