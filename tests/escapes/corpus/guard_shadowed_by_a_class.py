# expect: refused
class __builtins__: pass
