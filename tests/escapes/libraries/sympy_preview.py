# expect: raises; needs: sympy
import sympy

sympy.preview(sympy.Symbol("x"))
