# expect: raises
delattr(tool, "_registry")
