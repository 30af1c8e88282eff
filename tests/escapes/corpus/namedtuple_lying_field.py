# expect: raises
from collections import namedtuple
class S(str):
    def __str__(self): return self
    def isidentifier(self): return True
namedtuple("T", [S("x=reached(1)")])
