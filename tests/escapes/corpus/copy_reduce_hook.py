# expect: refused
import copy
class C:
    def __reduce_ex__(self, protocol): return (lambda: tool, (), (None, {"__code__": 1}))
copy.copy(C())
