# expect: raises; needs: sympy
import sympy

sympy.sympify("().__class__.__bases__")
