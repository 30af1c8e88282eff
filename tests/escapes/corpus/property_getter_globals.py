# expect: refused
from fractions import Fraction
reached(Fraction.numerator.fget.__globals__)
