# expect: refused
held(parallel.__closure__)
