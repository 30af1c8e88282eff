# expect: raises
tool.marker = 1
