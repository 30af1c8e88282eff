# expect: raises with sympy
