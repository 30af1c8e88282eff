# expect: raises
from enum import Enum
type(Enum)("X", (Enum,), {})
