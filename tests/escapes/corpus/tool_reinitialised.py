# expect: raises
tool.__init__()
