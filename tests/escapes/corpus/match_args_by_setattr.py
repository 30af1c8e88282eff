# expect: raises
class C: pass
setattr(C, "__match_args__", ("gi_frame",))
