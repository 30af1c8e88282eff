# expect: raises
from enum import Enum
Enum.__call__("E", {"__reduce_ex__": 1})
