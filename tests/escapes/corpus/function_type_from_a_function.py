# expect: raises
made = type(tool)
reached(made("x = 1", {}))
