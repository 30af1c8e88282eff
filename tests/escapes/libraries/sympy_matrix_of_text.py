# expect: raises; needs: sympy
from sympy import Matrix

Matrix(["().__class__"])
