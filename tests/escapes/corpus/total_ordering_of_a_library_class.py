# expect: raises
import functools
from fractions import Fraction
functools.total_ordering(Fraction)
