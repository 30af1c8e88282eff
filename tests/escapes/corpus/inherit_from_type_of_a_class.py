# expect: raises
from enum import Enum
class M(type(Enum)):
    pass
