# expect: raises with sympy
from sympy import Matrix

Matrix(["().__class__"])
