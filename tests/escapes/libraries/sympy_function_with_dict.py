# expect: raises with sympy
import sympy

sympy.Function("f", __dict__={"__reduce__": print})
