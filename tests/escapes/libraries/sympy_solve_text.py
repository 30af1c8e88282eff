# expect: raises; needs: sympy
from sympy import solve

solve("().__class__")
