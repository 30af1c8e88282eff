# expect: raises
reached(getattr(getattr, "__self__"))
