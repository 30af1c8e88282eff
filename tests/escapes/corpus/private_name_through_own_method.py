# expect: raises
import json
class C:
    def go(self): return self._x
C.go(json)
