# expect: raises
class C:
    def go(self, other): return other.__code
reached(C().go(tool))
