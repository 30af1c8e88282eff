# expect: raises NameError
compile("1", "", "eval")
