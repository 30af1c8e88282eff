# expect: raises
"{0.__globals__}".format(tool)
