# expect: raises with sympy
from sympy import parse_expr

parse_expr("1", transformations=(lambda tokens, local, names: [(1, "open"), (54, "("), (54, ")")],))
