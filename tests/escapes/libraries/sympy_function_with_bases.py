# expect: raises with sympy
import sympy

sympy.Function("f", bases=(str,))
