# expect: raises NameError
reached(globals())
