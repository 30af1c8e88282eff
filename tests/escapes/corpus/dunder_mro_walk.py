# expect: refused
reached(int.__mro__)
