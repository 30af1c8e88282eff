# expect: refused
class C:
    def __getattr__(self, name): return {"data": (1, False)}
