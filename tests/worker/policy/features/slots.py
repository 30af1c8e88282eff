class Node:
    __slots__ = ("val", "next", "_p")
    def __init__(self, val, next=None): self.val, self.next, self._p = val, next, 1
n = Node(1, Node(2))
try:
    n.zz = 3
except AttributeError as e:
    r = str(e)
[n.next.val, n._p, r]
