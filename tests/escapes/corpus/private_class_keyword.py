# expect: raises
from enum import Enum
class E(Enum, _simple=True):
    A = 1
