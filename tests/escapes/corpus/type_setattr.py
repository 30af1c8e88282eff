# expect: raises
type.__setattr__(int, "real", 1)
