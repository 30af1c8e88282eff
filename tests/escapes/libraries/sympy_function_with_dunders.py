# expect: raises with sympy
import sympy

sympy.Function("f", __getattr__=lambda s, n: n)
