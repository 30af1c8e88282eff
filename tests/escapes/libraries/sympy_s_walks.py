# expect: raises with sympy
from sympy import S

S("x.func.__globals__")
