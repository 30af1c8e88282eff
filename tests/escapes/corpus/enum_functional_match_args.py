# expect: raises
from enum import Enum
E = Enum("E", {"__match_args__": ("gi_frame",), "A": 1})
