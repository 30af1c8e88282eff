# Dataclasses.
# --- plain
from dataclasses import dataclass
@dataclass
class P:
    x: int
    y: int = 2
P(1), P(1).y, P(1) == P(1, 2), P(1) != P(2)
# --- default factory
from dataclasses import dataclass, field
@dataclass
class Cart:
    items: list = field(default_factory=list)
    def add(self, x): self.items.append(x); return self
Cart().add(1), Cart()
# --- post init
from dataclasses import dataclass, field
@dataclass
class R:
    w: float
    h: float
    area: float = field(init=False)
    def __post_init__(self): self.area = self.w * self.h
R(2, 3)
# --- post init checks
from dataclasses import dataclass
@dataclass
class A:
    age: int
    def __post_init__(self):
        if self.age < 0: raise ValueError("age must not be negative")
A(-1)
# --- mutable default
from dataclasses import dataclass
@dataclass
class A:
    xs: list = []
# --- frozen
from dataclasses import dataclass
@dataclass(frozen=True)
class P:
    x: int
p = P(1)
{p: "k"}[P(1)], hash(p) == hash(P(1))
# --- frozen refuses
from dataclasses import dataclass
@dataclass(frozen=True)
class P:
    x: int
P(1).x = 2
# --- frozen with a computed field
from dataclasses import dataclass, field
@dataclass(frozen=True)
class P:
    x: int
    sq: int = field(init=False)
    def __post_init__(self): object.__setattr__(self, "sq", self.x ** 2)
P(3).sq
# --- order
from dataclasses import dataclass
@dataclass(order=True)
class V:
    major: int
    minor: int = 0
sorted([V(2), V(1, 5), V(1)]), V(1) < V(1, 1), max(V(1), V(3))
# --- sort index
from dataclasses import dataclass, field
@dataclass(order=True)
class Task:
    priority: int
    name: str = field(compare=False)
import heapq
h = []
for p, n in [(3, "c"), (1, "a"), (2, "b")]: heapq.heappush(h, Task(p, n))
[heapq.heappop(h).name for _ in range(3)]
# --- slots
from dataclasses import dataclass
@dataclass(slots=True)
class P:
    x: int
    y: int = 0
    def move(self):
        self.x += 1
        return self
p = P(1).move()
p.y = 7
p
# --- slots refuse
from dataclasses import dataclass
@dataclass(slots=True)
class P:
    x: int
P(1).z = 3
# --- keyword only
from dataclasses import dataclass, KW_ONLY
@dataclass
class P:
    x: int
    _: KW_ONLY
    y: int = 0
P(1, y=2)
# --- keyword only by option
from dataclasses import dataclass
@dataclass(kw_only=True)
class P:
    x: int
P(1)
# --- missing argument
from dataclasses import dataclass
@dataclass
class P:
    x: int
    y: int
P(1)
# --- unexpected argument
from dataclasses import dataclass
@dataclass
class P:
    x: int
P(x=1, z=2)
# --- non default after default
from dataclasses import dataclass
@dataclass
class P:
    x: int = 0
    y: int
# --- asdict astuple
from dataclasses import dataclass, asdict, astuple
@dataclass
class In:
    n: int
@dataclass
class Out:
    a: In
    many: list[In]
o = Out(In(1), [In(2)])
asdict(o), astuple(o)
# --- replace
from dataclasses import dataclass, replace
@dataclass(frozen=True)
class P:
    x: int
    y: int
replace(P(1, 2), y=9)
# --- fields
from dataclasses import dataclass, fields, field
@dataclass
class P:
    x: int
    y: str = field(default="a", metadata={"unit": "m"})
[(f.name, f.default) for f in fields(P)][1], fields(P)[1].metadata["unit"]
# --- is_dataclass
from dataclasses import dataclass, is_dataclass
@dataclass
class P:
    x: int
is_dataclass(P), is_dataclass(P(1)), is_dataclass(int)
# --- inheritance
from dataclasses import dataclass
@dataclass
class A:
    x: int
@dataclass
class B(A):
    y: int = 5
    def total(self): return self.x + self.y
B(1), B(1).total(), isinstance(B(1), A)
# --- InitVar
from dataclasses import dataclass, InitVar
@dataclass
class P:
    x: int
    scale: InitVar[int] = 1
    def __post_init__(self, scale): self.x *= scale
P(2, 3)
# --- ClassVar
from dataclasses import dataclass
from typing import ClassVar
@dataclass
class P:
    count: ClassVar[int] = 0
    x: int = 1
    def __post_init__(self): P.count += 1
P(); P()
P.count
# --- repr off
from dataclasses import dataclass, field
@dataclass
class P:
    name: str
    secret: str = field(repr=False, default="s")
P("n")
# --- eq off
from dataclasses import dataclass
@dataclass(eq=False)
class P:
    x: int
P(1) == P(1)
# --- unhashable
from dataclasses import dataclass
@dataclass
class P:
    x: int
hash(P(1))
# --- own methods win
from dataclasses import dataclass
@dataclass
class P:
    x: int
    def __repr__(self): return "own"
    def __eq__(self, o): return "eq"
P(1), P(1) == 2
# --- properties and classmethods
from dataclasses import dataclass
@dataclass
class T:
    c: float
    @property
    def f(self): return self.c * 9 / 5 + 32
    @classmethod
    def boiling(cls): return cls(100)
T.boiling().f
# --- match args
from dataclasses import dataclass
@dataclass
class P:
    x: int
    y: int
match P(1, 2):
    case P(x, y=2): r = x
    case _: r = "no"
r, P.__match_args__
# --- generic
from dataclasses import dataclass
from typing import Generic, TypeVar
T = TypeVar("T")
@dataclass
class Box(Generic[T]):
    item: T
    def map(self, f): return Box(f(self.item))
Box(2).map(str)
# --- string annotations
from __future__ import annotations
from dataclasses import dataclass
@dataclass
class Node:
    value: int
    next: Node | None = None
Node(1, Node(2))
# --- make it recursive
from dataclasses import dataclass, field
@dataclass
class Tree:
    v: int
    kids: list["Tree"] = field(default_factory=list)
    def total(self): return self.v + sum(k.total() for k in self.kids)
Tree(1, [Tree(2), Tree(3, [Tree(4)])]).total()
# --- field by position
from dataclasses import dataclass, field
@dataclass
class P:
    x: int = field(5)
# --- fields of no dataclass
from dataclasses import fields
fields(5)
# --- private field
from dataclasses import dataclass
@dataclass
class P:
    _x: int = 1
P(), P(_x=3)._x
# --- mutable attribute
from dataclasses import dataclass
@dataclass
class P:
    x: int
p = P(1)
p.x += 5
p.other = "free"
p, p.other
