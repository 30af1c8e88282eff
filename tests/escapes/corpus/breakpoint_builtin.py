# expect: raises NameError
breakpoint()
