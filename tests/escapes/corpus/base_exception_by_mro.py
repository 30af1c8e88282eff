# expect: raises
reached(Exception.mro()[1])
