# expect: raises with sympy
import sympy

sympy.preview(sympy.Symbol("x"))
