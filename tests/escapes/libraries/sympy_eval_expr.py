# expect: raises with sympy
from sympy.parsing.sympy_parser import eval_expr
