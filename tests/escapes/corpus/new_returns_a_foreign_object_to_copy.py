# expect: raises
import copy
class D:
    ready = False
    def __new__(cls): return tool if D.ready else object.__new__(cls)
d = D()
d.marker = 1
D.ready = True
copy.copy(d)
