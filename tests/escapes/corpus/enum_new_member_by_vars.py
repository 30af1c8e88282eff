# expect: raises
from enum import Enum
from fractions import Fraction
class E(Enum):
    A = 1
vars(E)["_new_member_"](Fraction)
