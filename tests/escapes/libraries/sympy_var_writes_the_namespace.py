# expect: raises; needs: sympy
from sympy import var

var("<read>")
