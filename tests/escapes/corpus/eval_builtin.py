# expect: raises NameError
eval("1")
