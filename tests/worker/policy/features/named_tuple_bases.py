from collections import namedtuple
from typing import NamedTuple

class P(namedtuple("P", "x y")):
    __slots__ = ()
    @property
    def total(self): return self.x + self.y
    def moved(self): return self._replace(x=self.x + 1)
class Q(NamedTuple("Q", [("a", int)])):
    def twice(self): return self.a * 2
[P(1, 2).total, P(1, 2).moved(), Q(3).twice()]
