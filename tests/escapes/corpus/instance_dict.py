# expect: refused
class C: pass
C().__dict__["__class__"] = int
