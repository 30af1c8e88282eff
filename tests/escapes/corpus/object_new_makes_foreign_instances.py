# expect: raises
from fractions import Fraction
object.__new__(Fraction)
