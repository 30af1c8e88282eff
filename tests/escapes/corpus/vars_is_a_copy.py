# expect: harmless
class C: pass
c = C()
vars(c)["__reduce_ex__"] = 1
hasattr(c, "x")
