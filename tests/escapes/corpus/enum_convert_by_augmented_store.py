# expect: raises
from enum import IntEnum
class E(IntEnum):
    pass
class Catch:
    def __radd__(self, other): reached(other)
E._convert_ += Catch()
