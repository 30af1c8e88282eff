# expect: refused
class C: pass
c = C()
c.format += 1
