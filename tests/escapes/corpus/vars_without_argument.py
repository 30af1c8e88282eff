# expect: raises
reached(vars())
