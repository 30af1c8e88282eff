# expect: raises
class C: pass
object.__setattr__(C(), "__class__", C)
