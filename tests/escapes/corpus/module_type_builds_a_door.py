# expect: raises
import math
made = type(math)("sys")
made.modules = 1
