# expect: raises
from collections import UserString
class U(UserString):
    pass
U("{0.__globals__}").format(tool)
