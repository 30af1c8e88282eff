# expect: raises
class C:
    def __enter__(self): return self
    def __exit__(self, kind, error, trace):
        self.found = getattr(trace, "tb_next", None) or getattr(trace, "tb_frame")
c = C()
with c:
    1 / 0
reached(c.found)
