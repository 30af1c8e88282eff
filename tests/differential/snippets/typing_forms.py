# Names of `typing`, named tuples, typed dicts, generics.
# --- annotations do nothing
from typing import List, Dict, Optional, Union, Any, Callable, Tuple
def f(a: List[int], b: Optional[str] = None, c: Union[int, str] = 1, *d: Any, e: Callable[[int], str] = str) -> Dict[str, Tuple[int, ...]]:
    return {"k": (len(a),)}
f([1, 2])
# --- builtin generics
def f(x: list[int], y: dict[str, list[int]] | None = None) -> tuple[int, ...]: return tuple(x)
f([1]), list[int]
# --- union of types
int | None, isinstance("a", int | str)
# --- typing repr
from typing import Optional, Union, Literal
Optional[int], Union[int, str], Literal["a", "b"]
# --- NamedTuple
from typing import NamedTuple
class P(NamedTuple):
    x: int
    y: int = 0
    def norm(self): return self.x + self.y
p = P(3)
p, p.x, p[1], p.norm(), p._replace(y=4), p._asdict(), P._fields
# --- NamedTuple unpacks
from typing import NamedTuple
class P(NamedTuple):
    x: int
    y: int
a, b = P(1, 2)
a + b, P(1, 2) == (1, 2), P(1, 2) < P(1, 3)
# --- NamedTuple is frozen
from typing import NamedTuple
class P(NamedTuple):
    x: int
P(1).x = 2
# --- NamedTuple missing
from typing import NamedTuple
class P(NamedTuple):
    x: int
    y: int
P(1)
# --- namedtuple
from collections import namedtuple
P = namedtuple("P", "x y", defaults=[5])
P(1), P._make([3, 4]), P(1)._replace(x=9), P(1)._asdict()
# --- namedtuple from a list
from collections import namedtuple
P = namedtuple("P", ["name", "age"])
people = [P("b", 2), P("a", 1)]
sorted(people), max(people, key=lambda p: p.age).name
# --- namedtuple subclass
from collections import namedtuple
class P(namedtuple("P", "x y")):
    __slots__ = ()
    @property
    def total(self): return self.x + self.y
P(1, 2).total, P(1, 2)
# --- namedtuple of a bad name
from collections import namedtuple
namedtuple("P", "class y")
# --- TypedDict
from typing import TypedDict
class Movie(TypedDict, total=False):
    title: str
    year: int
m: Movie = {"title": "x"}
m["year"] = 2000
m, Movie(title="y")
# --- Protocol
from typing import Protocol, runtime_checkable
@runtime_checkable
class Sized2(Protocol):
    def size(self) -> int: ...
class A:
    def size(self): return 1
isinstance(A(), Sized2), isinstance(3, Sized2)
# --- Protocol cannot be made
from typing import Protocol
class P(Protocol):
    def f(self): ...
P()
# --- Generic
from typing import Generic, TypeVar
K = TypeVar("K")
V = TypeVar("V")
class Pair(Generic[K, V]):
    def __init__(self, k: K, v: V): self.k, self.v = k, v
p = Pair[str, int]("a", 1)
p.k, p.v, type(p).__name__
# --- TypeVar repr
from typing import TypeVar
T = TypeVar("T", bound=int)
repr(T), T.__name__
# --- NewType and cast
from typing import NewType, cast
UserId = NewType("UserId", int)
UserId(5) + 1, cast(str, 3)
# --- Literal and Final
from typing import Literal, Final
MODE: Final = "r"
def f(m: Literal["r", "w"] = "r"): return m
f(MODE)
# --- get_args
from typing import get_args, get_origin, Literal
get_args(dict[str, int]), get_origin(list[int]), get_args(Literal["a", 1])
# --- TYPE_CHECKING
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from nowhere import Nothing
TYPE_CHECKING
# --- overload
from typing import overload
@overload
def f(x: int) -> int: ...
@overload
def f(x: str) -> str: ...
def f(x): return x
f(1), f("a")
# --- Annotated
from typing import Annotated
def f(x: Annotated[int, "positive"]): return x
f(1)
# --- Self
from typing import Self
class A:
    def me(self) -> Self: return self
type(A().me()).__name__
# --- assert_never
from typing import assert_never
assert_never(3)
# --- Callable from collections.abc
from collections.abc import Callable, Iterable
def apply(f: Callable[[int], int], xs: Iterable[int]) -> list[int]: return [f(x) for x in xs]
apply(lambda x: x + 1, (1, 2))
# --- abc checks
from collections.abc import Iterable, Sequence, Mapping, Callable, Hashable, Iterator
isinstance([], Iterable), isinstance("a", Sequence), isinstance({}, Mapping), isinstance(len, Callable), isinstance([], Hashable), isinstance(iter([]), Iterator)
# --- forward reference as text
class Node:
    def link(self, other: "Node") -> "Node | None": return other
type(Node().link(Node())).__name__
# --- alias
from typing import TypeAlias
Vector: TypeAlias = list[float]
def scale(v: Vector, k: float) -> Vector: return [k * x for x in v]
scale([1.0, 2.0], 2)
# --- generics on functions
from typing import TypeVar, Sequence
T = TypeVar("T")
def first(xs: Sequence[T], default: T | None = None) -> T | None: return xs[0] if xs else default
first("ab"), first([], 3)
# --- subscript of a plain class
class A: pass
A[int]
# --- instance check with a generic
isinstance([], list[int])
