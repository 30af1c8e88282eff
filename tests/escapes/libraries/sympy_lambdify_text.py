# expect: raises with sympy
from sympy import Symbol, lambdify

lambdify(Symbol("x"), "().__class__")(1)
