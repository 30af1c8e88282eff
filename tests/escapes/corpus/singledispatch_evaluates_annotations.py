# expect: raises
from functools import singledispatch
@singledispatch
def f(x): pass
@f.register
def g(x: "reached(open)"): pass
