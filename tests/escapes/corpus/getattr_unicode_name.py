# expect: raises
reached(getattr(tool, "__\uff47lobals__"))
