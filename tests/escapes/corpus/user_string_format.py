# expect: raises
from collections import UserString
UserString("{0.__globals__}").format(tool)
