# expect: raises
class C:
    def __enter__(self): return self
    def __exit__(self, kind, error, trace):
        self.kind = type(trace)
        return True
c = C()
with c:
    1 / 0
reached(c.kind(None, (x for x in []), 0, 0))
