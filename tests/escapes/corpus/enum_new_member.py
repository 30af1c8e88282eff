# expect: refused
from enum import Enum
class E(Enum):
    A = 1
reached(E._new_member_)
