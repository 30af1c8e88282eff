# expect: refused
__build_class__(lambda: 0, "X")
