class LL:
    def __init__(self): self.head = None
    def add(self, v):
        node = {"v": v}
        self.head, old = node, self.head
        for self.k in range(3): pass
        with_ = [setattr(self, "a%d" % i, i) for i in range(2)]
        return old
l = LL(); l.add(1); del l.k
[hasattr(l, "k"), l.a1, getattr(l, "zz", None), l.head]
