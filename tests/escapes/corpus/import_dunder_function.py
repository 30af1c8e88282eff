# expect: refused
__import__("os")
