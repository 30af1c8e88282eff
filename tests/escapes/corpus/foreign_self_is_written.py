# expect: raises
class C:
    def go(self): self.marker = 1
C.go(tool)
