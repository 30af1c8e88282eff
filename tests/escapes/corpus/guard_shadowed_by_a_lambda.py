# expect: refused
f = lambda *__builtins__: 0
