# expect: raises
reached(type[int]("X", (), {}))
