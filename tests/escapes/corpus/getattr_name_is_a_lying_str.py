# expect: raises
class Name(str):
    def __eq__(self, other): return True
    def __hash__(self): return hash("name")
reached(getattr(tool, Name("__globals__")))
