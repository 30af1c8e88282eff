# expect: refused
ExceptionGroup.__mro__[1]
