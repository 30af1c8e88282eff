class C:
    count = 0
    _made = []
    __total = 0
    def __init__(self):
        C.count += 1
        type(self)._made.append(1)
        self.__class__.count += 1
        C.__total += 1
    @classmethod
    def total(cls):
        cls._made = cls._made + [2]
        return cls.__total
C(), C()
[C.count, C.total(), C._made]
