# expect: raises
setattr(*[tool, "marker", 1])
