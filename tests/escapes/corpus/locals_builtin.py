# expect: raises NameError
reached(locals())
