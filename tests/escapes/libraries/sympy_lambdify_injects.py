# expect: raises NameError with sympy
from sympy import Symbol, lambdify

lambdify(Symbol("x"), Symbol('__import__("os")'))(1)
