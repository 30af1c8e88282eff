from dataclasses import dataclass, field, asdict, replace
@dataclass(slots=True)
class A:
    x: int
    y: list = field(default_factory=list)
    _z: int = 5
    def bump(self):
        self.x += 1
        self._z += 1
        return self
@dataclass(frozen=True, order=True)
class B:
    a: int
    b: int = 0
    def __post_init__(self):
        object.__setattr__(self, "b", self.a * 2)
a = A(1).bump(); a.x = 7
a2 = replace(a, x=9)
match B(3):
    case B(q, r): m = (q, r)
try:
    B(1).a = 3
except Exception as e:
    err = type(e).__name__, str(e)
[a, a2, B(2), asdict(a), B(1) < B(2), m, err]
