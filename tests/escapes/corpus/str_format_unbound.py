# expect: raises
str.format("{0.__globals__}", tool)
