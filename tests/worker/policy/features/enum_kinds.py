from enum import Enum, auto, IntEnum, Flag, StrEnum
class Planet(Enum):
    A = (1, 2)
    B = (3, 4)
    def __init__(self, m, r):
        self.m = m
        self._r = r
    @property
    def g(self): return self.m * self._r
class C(Enum):
    RED = auto()
    BLUE = auto()
class F(Flag):
    X = 1
    Y = 2
class S(StrEnum):
    Q = auto()
[Planet.A.g, C.RED, C(2), C["RED"], list(C), F.X | F.Y, S.Q, S.Q == "q", Planet.B.name, C.__members__["RED"], type(C.RED).__name__, isinstance(C.RED, Enum), str(C.BLUE)]
