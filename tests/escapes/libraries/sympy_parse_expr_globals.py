# expect: raises with sympy
from sympy.parsing.sympy_parser import parse_expr

parse_expr("a.b", global_dict={"a": 1})
