# expect: raises with sympy
from sympy.utilities.autowrap import autowrap
