from decimal import Decimal, getcontext
getcontext().prec = 6
from fractions import Fraction
[Decimal(1) / Decimal(3), Fraction(1, 3) + 1]
