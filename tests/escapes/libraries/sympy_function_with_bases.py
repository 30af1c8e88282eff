# expect: raises; needs: sympy
import sympy

sympy.Function("f", bases=(str,))
