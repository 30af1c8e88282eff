# expect: raises
held(getattr(parallel, "__closure__"))
