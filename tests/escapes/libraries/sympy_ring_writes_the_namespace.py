# expect: raises; needs: sympy
from sympy import ZZ, vring

vring("x", ZZ)
