# expect: raises
class C:
    def go(self):
        def inner(self): self.marker = 1
        inner(tool)
C().go()
