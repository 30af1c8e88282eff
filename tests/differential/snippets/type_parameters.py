# Type parameters and type aliases, since Python 3.12.
# --- function
# needs: type parameters
def first[T](xs: list[T]) -> T: return xs[0]
first([3]), first.__name__
# --- class
# needs: type parameters
class Box[T]:
    def __init__(self, v: T): self.v = v
    def get(self) -> T: return self.v
Box[int](5).get(), Box("a").v
# --- bound
# needs: type parameters
def f[T: (int, str)](x: T) -> T: return x
def g[T: int](x: T) -> T: return x
f("a"), g(1)
# --- variadic
# needs: type parameters
def f[*Ts, **P](*args: *Ts) -> tuple[*Ts]: return args
f(1, "a")
# --- alias
# needs: type parameters
type Pair = tuple[int, int]
type Many[T] = list[T]
def f(p: Pair, m: Many[int]) -> int: return sum(p) + len(m)
f((1, 2), [3])
# --- generic dataclass
# needs: type parameters
from dataclasses import dataclass
@dataclass
class P[T]:
    x: T
    def map[U](self, f) -> "P[U]": return P(f(self.x))
P(2).map(str)
# --- generic subclass
# needs: type parameters
class A[T]:
    x: T
class B[T](A[T]):
    y = 1
B[int]().y
# --- method with self
# needs: type parameters
class A[T]:
    def __init__(self): self.items: list[T] = []
    def add(self, x: T):
        self.items.append(x)
        self.n = len(self.items)
        return self
A[int]().add(1).n
# --- alias value is lazy
# needs: type parameters
type Later = list[not_defined_yet]
Later.__name__
# --- type is still a function
# needs: type parameters
type(5), type("a").__name__
# --- type is still a name
# needs: type parameters
def f(type=3): return type
f()
