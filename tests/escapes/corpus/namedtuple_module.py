# expect: raises
from collections import namedtuple
namedtuple("T", "x", module="sys")
