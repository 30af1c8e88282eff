# expect: raises with sympy
from sympy import ZZ, vring

vring("x", ZZ)
