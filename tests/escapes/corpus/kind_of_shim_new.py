# expect: raises
reached(type.__new__(type, "X", (), {}))
