# expect: raises
class C:
    def go(self):
        try:
            raise ValueError
        except ValueError as self:
            pass
        self = tool
        self.marker = 1
C().go()
