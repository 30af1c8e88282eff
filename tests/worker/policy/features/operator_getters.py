import operator
class A:
    def __init__(self): self.v = 3
    def m(self, x): return x
[operator.attrgetter("v")(A()), operator.methodcaller("m", 4)(A()), operator.itemgetter(1)([1, 2]), sorted([{"a": 2}, {"a": 1}], key=operator.itemgetter("a"))]
