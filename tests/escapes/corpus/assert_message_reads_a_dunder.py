# expect: refused
assert 0, tool.__code__
