# expect: raises
tool.marker = (5,)
held(tool)
