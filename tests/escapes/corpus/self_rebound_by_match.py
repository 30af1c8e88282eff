# expect: raises
class C:
    def go(self):
        match tool:
            case self: self.marker = 1
C().go()
