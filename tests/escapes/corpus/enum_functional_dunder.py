# expect: raises
from enum import Enum
E = Enum("E", {"__array_interface__": 1, "A": 2})
