# expect: raises
"{0:{1.__globals__}}".format(1, tool)
