class Meta:
    class Inner:
        def __init__(self): self.q = 1
    def make(self): return self.Inner().q
def factory():
    class L:
        def __init__(self): self.w = 2
        def ws(self): return [self._w() for _ in range(2)]
        def _w(self): return self.w
    return L()
[Meta().make(), factory().ws(), factory().__class__.__name__, Meta.Inner.__qualname__]
