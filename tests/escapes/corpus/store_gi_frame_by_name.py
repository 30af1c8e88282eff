# expect: refused
class C: pass
C().gi_frame = 1
