# expect: raises
made = type(getattr)
reached(getattr(made(tool, 1), "__func__"))
