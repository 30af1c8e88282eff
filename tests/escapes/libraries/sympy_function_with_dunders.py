# expect: raises; needs: sympy
import sympy

sympy.Function("f", __getattr__=lambda s, n: n)
