import copy
class A:
    def __init__(self): self.v = [1]
a = A(); b = copy.deepcopy(a); b.v.append(2); c = copy.copy(a)
[a.v, b.v, c.v is a.v]
