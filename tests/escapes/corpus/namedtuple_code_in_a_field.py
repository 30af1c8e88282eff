# expect: raises
from collections import namedtuple
namedtuple("T", ["x=reached(1)"])
