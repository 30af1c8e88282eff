# expect: raises with sympy
import sympy

sympy.sympify('__import__("os").system("true")')
