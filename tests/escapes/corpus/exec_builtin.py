# expect: raises NameError
exec("reached(1)")
