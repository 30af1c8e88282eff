# expect: raises
class C: pass
setattr(C, "__new__", tool)
