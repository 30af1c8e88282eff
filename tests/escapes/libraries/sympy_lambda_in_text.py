# expect: raises with sympy
from sympy import S

S("[f for f in (1,)]")
