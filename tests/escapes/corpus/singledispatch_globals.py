# expect: raises
from functools import singledispatch

reached(singledispatch(tool).dispatch.__globals__)
