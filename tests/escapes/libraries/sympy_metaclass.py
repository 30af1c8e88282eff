# expect: raises with sympy
from sympy import FunctionClass
