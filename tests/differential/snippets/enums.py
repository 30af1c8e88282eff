# Enums.
# --- plain
from enum import Enum
class Color(Enum):
    RED = 1
    GREEN = 2
Color.RED, Color.RED.name, Color.RED.value, Color(2), Color["RED"]
# --- iterate
from enum import Enum
class Color(Enum):
    RED = 1
    GREEN = 2
[c.name for c in Color], len(Color), list(Color)
# --- identity
from enum import Enum
class Color(Enum):
    RED = 1
Color.RED is Color(1), Color.RED == 1, Color.RED in Color, {Color.RED: "r"}[Color.RED]
# --- str and format
from enum import Enum
class Color(Enum):
    RED = 1
str(Color.RED), f"{Color.RED}", repr(Color.RED)
# --- auto
from enum import Enum, auto
class A(Enum):
    X = auto()
    Y = auto()
[a.value for a in A]
# --- alias
from enum import Enum
class A(Enum):
    X = 1
    ALSO = 1
A.ALSO is A.X, list(A), list(A.__members__)
# --- unique
from enum import Enum, unique
@unique
class A(Enum):
    X = 1
    Y = 1
# --- wrong value
from enum import Enum
class A(Enum):
    X = 1
A(5)
# --- wrong name
from enum import Enum
class A(Enum):
    X = 1
A["Z"]
# --- missing member
from enum import Enum
class A(Enum):
    X = 1
A.Q
# --- cannot reassign
from enum import Enum
class A(Enum):
    X = 1
A.X = 2
# --- methods
from enum import Enum
class Planet(Enum):
    EARTH = (5.97, 6.37)
    MARS = (0.64, 3.39)
    def __init__(self, mass, radius): self.mass, self.radius = mass, radius
    @property
    def density(self): return round(self.mass / self.radius, 2)
Planet.EARTH.density, Planet.MARS.mass
# --- classmethod
from enum import Enum
class L(Enum):
    LOW = 1
    HIGH = 2
    @classmethod
    def parse(cls, s): return cls[s.upper()]
L.parse("high")
# --- IntEnum
from enum import IntEnum
class P(IntEnum):
    LOW = 1
    HIGH = 3
P.HIGH > P.LOW, P.LOW + 1, sorted([P.HIGH, P.LOW]), int(P.HIGH), P.HIGH == 3
# --- StrEnum
from enum import StrEnum, auto
class S(StrEnum):
    OPEN = auto()
    CLOSED = "shut"
S.OPEN == "open", S.CLOSED.upper(), f"{S.OPEN}", S("shut")
# --- str mixin
from enum import Enum
class S(str, Enum):
    A = "a"
S.A == "a", S.A.value, S("a").name
# --- Flag
from enum import Flag, auto
class P(Flag):
    R = auto()
    W = auto()
    X = auto()
rw = P.R | P.W
P.R in rw, P.X in rw, (rw & ~P.R), bool(P.R & P.W), rw.value
# --- IntFlag
from enum import IntFlag
class F(IntFlag):
    A = 1
    B = 2
F.A | F.B == 3, (F.A | F.B).value, int(F.A)
# --- functional
from enum import Enum
C = Enum("C", "RED GREEN")
C.RED.value, [c.name for c in C]
# --- functional from a list
from enum import Enum
C = Enum("C", [("A", 10), ("B", 20)])
C.B.value
# --- match on members
from enum import Enum
class Cmd(Enum):
    GO = 1
    STOP = 2
def f(c):
    match c:
        case Cmd.GO: return "going"
        case Cmd.STOP: return "stopped"
f(Cmd.GO), f(Cmd.STOP), f(1)
# --- dict by member
from enum import Enum
class K(Enum):
    A = "a"
    B = "b"
{k.value: k.name for k in K}
# --- compare members of plain enums
from enum import Enum
class A(Enum):
    X = 1
    Y = 2
A.X < A.Y
# --- cannot extend
from enum import Enum
class A(Enum):
    X = 1
class B(A):
    Y = 2
# --- enum with a mixin method
from enum import Enum
class Named:
    def label(self): return self.name.title()
class A(Named, Enum):
    FIRST_ONE = 1
A.FIRST_ONE.label()
# --- members are typed
from enum import Enum
class A(Enum):
    X = 1
type(A.X) is A, isinstance(A.X, A), A.X.__class__ is A
# --- bare values and methods apart
from enum import Enum
class A(Enum):
    X = 1
    def f(self): return self.value + 1
list(A), A.X.f()
# --- next in order
from enum import Enum
class Day(Enum):
    MON = 0
    TUE = 1
    def next(self): return Day((self.value + 1) % len(Day))
Day.TUE.next()
