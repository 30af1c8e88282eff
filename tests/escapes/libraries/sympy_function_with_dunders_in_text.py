# expect: raises with sympy
import sympy

sympy.sympify('Function("f", __reduce__=1)')
