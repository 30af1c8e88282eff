# expect: refused
from functools import singledispatch

reached(singledispatch(tool).dispatch.__globals__)
