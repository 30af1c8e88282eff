# expect: raises with sympy
from sympy import var

var("<read>")
