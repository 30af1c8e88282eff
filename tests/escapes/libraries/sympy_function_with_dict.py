# expect: raises; needs: sympy
import sympy

sympy.Function("f", __dict__={"__reduce__": print})
