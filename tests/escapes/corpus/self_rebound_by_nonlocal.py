# expect: raises
class C:
    def go(self):
        def inner():
            nonlocal self
            self = tool
        inner()
        self.marker = 1
C().go()
