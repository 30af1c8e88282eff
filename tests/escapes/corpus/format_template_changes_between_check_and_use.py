# expect: raises
class S(str):
    def __str__(self): return "harmless"
    def __getitem__(self, i): return "x"
S("{0.__globals__}").format(tool)
