# expect: raises with sympy
from sympy import solve

solve("().__class__")
