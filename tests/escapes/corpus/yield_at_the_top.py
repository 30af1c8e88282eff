# expect: refused
yield 1
