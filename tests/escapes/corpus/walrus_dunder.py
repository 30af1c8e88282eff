# expect: refused
(__builtins__ := 1)
