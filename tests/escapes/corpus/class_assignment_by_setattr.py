# expect: raises
class C: pass
setattr(C(), "__class__", C)
