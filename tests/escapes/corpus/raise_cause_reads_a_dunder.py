# expect: refused
raise ValueError from tool.__code__
