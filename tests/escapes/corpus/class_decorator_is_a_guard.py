# expect: raises
@setattr
class C: pass
