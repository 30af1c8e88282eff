# expect: raises
made = (1).__class__.__class__("X", (), {"__array_interface__": 1})
reached(made)
