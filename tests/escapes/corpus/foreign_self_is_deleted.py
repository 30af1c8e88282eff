# expect: raises
import math
class C:
    def go(self): del self.pi
C.go(math)
