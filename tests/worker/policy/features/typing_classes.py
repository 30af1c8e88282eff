from typing import NamedTuple, TypedDict, Generic, TypeVar, Protocol, Optional, get_origin, get_args, runtime_checkable
class N(NamedTuple):
    a: int
    b: str = "x"
    def f(self): return self.a
class T(TypedDict, total=False):
    k: int
V = TypeVar("V")
class Stack(Generic[V]):
    def __init__(self): self._items: list[V] = []
    def push(self, v: V) -> None: self._items.append(v)
    def pop(self) -> V: return self._items.pop()
@runtime_checkable
class Fly(Protocol):
    def fly(self) -> str: ...
class Duck:
    def fly(self): return "d"
s = Stack[int](); s.push(3)
n = N(1)
[n, n._replace(a=2), n._asdict(), N._fields, N._make([4, "q"]), T(k=1), s.pop(), isinstance(Duck(), Fly), isinstance(3, Fly), get_origin(list[int]), get_args(dict[str, int]), n.f()]
