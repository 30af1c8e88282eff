# expect: raises with sympy
from sympy import Symbol

Symbol("x").subs("x", "().__class__")
