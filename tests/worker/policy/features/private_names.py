class T:
    def __init__(self): self.__v = 1
    def __inc(self): self.__v += 1; return self.__v
    def go(self, o): o.__v = 5; return self.__inc(), o.__v
t = T()
[t.go(T()), t._T__v, getattr(t, "_T__v")]
