# expect: raises with sympy
import sympy

sympy.sympify("().__class__.__bases__")
