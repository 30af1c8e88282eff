# expect: refused
reached((lambda: 0).__builtins__)
