# expect: raises
type("X", (), {"__reduce__": 1})
