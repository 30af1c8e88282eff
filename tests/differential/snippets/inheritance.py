# Inheritance, super, class keywords, abstract classes.
# --- override
class A:
    def f(self): return "A"
class B(A):
    def f(self): return "B" + super().f()
B().f()
# --- init chain
class Base:
    def __init__(self, name, **kw):
        super().__init__(**kw)
        self.name = name
class Mixin:
    def __init__(self, level=1, **kw):
        super().__init__(**kw)
        self.level = level
class C(Base, Mixin):
    def __init__(self, **kw): super().__init__(**kw)
c = C(name="n", level=5)
c.name, c.level
# --- diamond
class A:
    def who(self): return ["A"]
class B(A):
    def who(self): return ["B"] + super().who()
class C(A):
    def who(self): return ["C"] + super().who()
class D(B, C):
    def who(self): return ["D"] + super().who()
D().who()
# --- impossible order
class A: pass
class B(A): pass
class C(A, B): pass
# --- super with arguments
class A:
    def f(self): return 1
class B(A):
    def f(self): return super(B, self).f() + 1
B().f()
# --- super in a classmethod
class A:
    @classmethod
    def make(cls): return cls.__name__
class B(A):
    @classmethod
    def make(cls): return "via " + super().make()
B.make()
# --- super in a property
class A:
    @property
    def x(self): return 1
class B(A):
    @property
    def x(self): return super().x + 1
B().x
# --- super of a missing method
class A: pass
class B(A):
    def f(self): return super().f()
B().f()
# --- base by name
class A:
    def __init__(self, x): self.x = x
    def f(self): return self.x
class B(A):
    def __init__(self):
        A.__init__(self, 7)
    def f(self): return A.f(self) * 2
B().f()
# --- forgotten super init
class A:
    def __init__(self): self.ready = True
class B(A):
    def __init__(self): pass
B().ready
# --- isinstance and bases
class A: pass
class B(A): pass
isinstance(B(), A), issubclass(B, (int, A)), issubclass(A, B)
# --- abstract
from abc import ABC, abstractmethod
class Shape(ABC):
    @abstractmethod
    def area(self): ...
    def double(self): return self.area() * 2
class Sq(Shape):
    def __init__(self, s): self.s = s
    def area(self): return self.s ** 2
Sq(3).double()
# --- abstract cannot be made
from abc import ABC, abstractmethod
class Shape(ABC):
    @abstractmethod
    def area(self): ...
Shape()
# --- abstract half done
from abc import ABC, abstractmethod
class S(ABC):
    @abstractmethod
    def a(self): ...
    @abstractmethod
    def b(self): ...
class T(S):
    def a(self): return 1
T()
# --- not implemented
class A:
    def f(self): raise NotImplementedError("subclass does")
class B(A): pass
B().f()
# --- init_subclass
class Plugin:
    found = []
    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        Plugin.found.append(cls.__name__)
class A(Plugin): pass
class B(Plugin): pass
Plugin.found
# --- init_subclass with keywords
class Base:
    def __init_subclass__(cls, *, tag="none", **kw):
        super().__init_subclass__(**kw)
        cls.tag = tag
class A(Base, tag="a"): pass
class B(Base): pass
A.tag, B.tag
# --- keywords nobody takes
class Base: pass
class A(Base, tag="a"): pass
# --- class attributes along the line
class A: x = 1; y = 1
class B(A): x = 2
class C(B): pass
C.x, C.y
# --- method resolution of mixins
class Json:
    def dump(self): return "json:" + self.text()
class Upper:
    def text(self): return super().text().upper()
class Doc:
    def text(self): return "doc"
class D(Json, Upper, Doc): pass
D().dump()
# --- exception classes
class AppError(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
class NotFound(AppError):
    def __init__(self, what): super().__init__(404, f"{what} not found")
try:
    raise NotFound("page")
except AppError as error:
    out = (error.code, str(error), type(error).__name__, error.args)
out
# --- exception with str
class E(Exception):
    def __str__(self): return "custom text"
raise E("x")
# --- property override with a plain value
class A:
    @property
    def x(self): return 1
class B(A):
    x = 5
B().x
# --- polymorphism
class Cat:
    def say(self): return "meow"
class Cow:
    def say(self): return "moo"
[a.say() for a in (Cat(), Cow())]
# --- template method
class T:
    def run(self): return f"{self.before()}-{self.main()}-{self.after()}"
    def before(self): return "b"
    def after(self): return "a"
class U(T):
    def main(self): return "M"
U().run()
# --- generic base
from typing import Generic, TypeVar
T = TypeVar("T")
class Stack(Generic[T]):
    def __init__(self): self.items: list[T] = []
    def push(self, x: T) -> None: self.items.append(x)
class IntStack(Stack[int]): pass
s = IntStack()
s.push(3)
s.items
# --- inherits from a value
# says: the policy checks bases first
class A(5): pass
# --- inherits from a missing name
class A(NoSuchBase): pass
# --- twice the same base
class A: pass
class B(A, A): pass
# --- bool cannot be a base
# says: the policy checks bases first
class A(bool): pass
# --- collections bases
from collections import UserDict, OrderedDict, Counter, defaultdict, deque
class Lower(UserDict):
    def __setitem__(self, k, v): super().__setitem__(k.lower(), v)
d = Lower(A=1)
d["B"] = 2
dict(d)
# --- abc from collections
from collections.abc import Mapping, Sequence
class M(Mapping):
    def __init__(self, d): self._d = d
    def __getitem__(self, k): return self._d[k]
    def __iter__(self): return iter(self._d)
    def __len__(self): return len(self._d)
m = M({"a": 1})
m.get("a"), m.get("b"), list(m.items()), "a" in m, m == {"a": 1}, isinstance(m, Mapping)
# --- sequence mixins
from collections.abc import Sequence
class R(Sequence):
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
    def __getitem__(self, i):
        if not 0 <= i < self.n: raise IndexError(i)
        return i * i
r = R(4)
list(r), 9 in r, r.index(4), list(reversed(r)), r.count(1)
# --- mutable mapping
from collections.abc import MutableMapping
class Store(MutableMapping):
    def __init__(self): self._d = {}
    def __getitem__(self, k): return self._d[k]
    def __setitem__(self, k, v): self._d[k] = v
    def __delitem__(self, k): del self._d[k]
    def __iter__(self): return iter(self._d)
    def __len__(self): return len(self._d)
s = Store()
s.update(a=1, b=2)
s.pop("a"), s.setdefault("c", 5), dict(s)
# --- set name
class Field:
    def __set_name__(self, owner, name): self.name, self.owner = name, owner.__name__
class M:
    title = Field()
M.title.name, M.title.owner
# --- calls to the parent from outside
class A:
    def f(self): return "A"
class B(A):
    def f(self): return "B"
A.f(B())
# --- super attribute write
class A:
    def __init__(self): self._v = 1
class B(A):
    def grow(self):
        self._v += 1
        return self._v
B().grow()
# --- multiple inheritance from builtins
class A(int, str): pass
# --- final method by convention
class A:
    def __init__(self): self.setup()
    def setup(self): self.kind = "A"
class B(A):
    def setup(self):
        super().setup()
        self.kind += "B"
B().kind
# --- str of a class hierarchy
class A:
    def __repr__(self): return f"{type(self).__name__}()"
class B(A): pass
[A(), B()]
