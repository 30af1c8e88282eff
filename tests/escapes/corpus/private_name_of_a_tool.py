# expect: raises
reached(tool._registry)
