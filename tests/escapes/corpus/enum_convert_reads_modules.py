# expect: raises
from enum import IntEnum
class E(IntEnum):
    pass
E._convert_("X", "sys", lambda name: name == "modules")
