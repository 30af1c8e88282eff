# expect: refused
reached([].append.__func__)
