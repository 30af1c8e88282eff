class P:
    def __init__(self, x): self.x = x; self._y = x
    def get(self): return self._y + self.x
    @property
    def y(self): return self._y
    @y.setter
    def y(self, v): self._y = v
    @classmethod
    def make(cls): return cls(3)
    @staticmethod
    def s(a): return a
    def __secret(self): return 42
    def call(self): return self.__secret()
p = P.make(); p.y = 9; p.x += 1
(p.get(), p.y, P.s(1), p.call(), p._y)
