# expect: raises
from fractions import Fraction
Fraction.marker = 1
