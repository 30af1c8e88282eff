# expect: raises
class C:
    def go(self): return [self._registry for self in [tool]]
C().go()
