# expect: raises
import typing
(ref,) = typing.get_args(typing.List["reached(1)"])
class C:
    def go(self): return self._evaluate({}, {}, frozenset())
C.go(ref)
