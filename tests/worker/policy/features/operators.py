class Base:
    def __init__(self, a): self.a = a
    def __eq__(self, o): return type(self) is type(o) and self.a == o.a
    def __hash__(self): return hash(self.a)
    def __repr__(self): return f"{self.__class__.__name__}({self.a!r})"
    def __lt__(self, o): return self.a < o.a
    def __add__(self, o): return type(self)(self.a + o.a)
    __radd__ = __add__
    def __getitem__(self, i): return self.a * i
    def __call__(self, *a, **k): return a, k
    def __len__(self): return 4
    def __bool__(self): return False
    def __iter__(self): yield from range(self.a)
    def __contains__(self, i): return i == 1
    def __enter__(self): return self
    def __exit__(self, *a): return True
class Kid(Base):
    def __init__(self, a, b=1):
        super().__init__(a)
        self.b = b
    def __repr__(self): return "K" + super().__repr__()
with Kid(3) as k:
    raise ValueError
[k, k + Kid(4), sorted([Kid(3), Kid(1)]), k[2], k(1, z=2), len(k), bool(k), list(k), 1 in k, Kid(1) == Kid(1), {Kid(1), Kid(1)}, max(Base(1), Base(2))]
