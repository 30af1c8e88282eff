# expect: raises
list(map(str.format, ["{0.__globals__}"], [tool]))
