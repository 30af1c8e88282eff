class A:
    def __init__(self): self.x = 1; self._y = 2
    z = 3
[vars(A()), sorted(vars(A())), 'z' in vars(A)]
