# Operators of the language, and the methods that define them.
# --- arithmetic
class V:
    def __init__(self, x, y): self.x, self.y = x, y
    def __add__(self, o): return V(self.x + o.x, self.y + o.y)
    def __sub__(self, o): return V(self.x - o.x, self.y - o.y)
    def __mul__(self, k): return V(self.x * k, self.y * k)
    def __rmul__(self, k): return self * k
    def __neg__(self): return V(-self.x, -self.y)
    def __abs__(self): return (self.x ** 2 + self.y ** 2) ** 0.5
    def __eq__(self, o): return (self.x, self.y) == (o.x, o.y)
    def __repr__(self): return f"V({self.x}, {self.y})"
a, b = V(3, 4), V(1, 1)
a + b, a - b, a * 2, 2 * a, -a, abs(a), a == V(3, 4), a != b
# --- sum with radd
class M:
    def __init__(self, n): self.n = n
    def __add__(self, o): return M(self.n + (o.n if isinstance(o, M) else o))
    __radd__ = __add__
sum([M(1), M(2)]).n
# --- every binary operator
class T:
    def __init__(self, s): self.s = s
    def __add__(self, o): return "add"
    def __sub__(self, o): return "sub"
    def __mul__(self, o): return "mul"
    def __truediv__(self, o): return "truediv"
    def __floordiv__(self, o): return "floordiv"
    def __mod__(self, o): return "mod"
    def __pow__(self, o, m=None): return f"pow{m}"
    def __matmul__(self, o): return "matmul"
    def __and__(self, o): return "and"
    def __or__(self, o): return "or"
    def __xor__(self, o): return "xor"
    def __lshift__(self, o): return "lshift"
    def __rshift__(self, o): return "rshift"
    def __divmod__(self, o): return "divmod"
t = T(1)
[t + 1, t - 1, t * 1, t / 1, t // 1, t % 1, t ** 1, pow(t, 1, 5), t @ 1, t & 1, t | 1, t ^ 1, t << 1, t >> 1, divmod(t, 1)]
# --- every reflected operator
class T:
    def __radd__(self, o): return "radd"
    def __rsub__(self, o): return "rsub"
    def __rmul__(self, o): return "rmul"
    def __rtruediv__(self, o): return "rtruediv"
    def __rfloordiv__(self, o): return "rfloordiv"
    def __rmod__(self, o): return "rmod"
    def __rpow__(self, o): return "rpow"
    def __rmatmul__(self, o): return "rmatmul"
    def __rand__(self, o): return "rand"
    def __ror__(self, o): return "ror"
    def __rxor__(self, o): return "rxor"
    def __rlshift__(self, o): return "rlshift"
    def __rrshift__(self, o): return "rrshift"
    def __rdivmod__(self, o): return "rdivmod"
t = T()
[1 + t, 1 - t, 1 * t, 1 / t, 1 // t, 1 % t, 1 ** t, 1 @ t, 1 & t, 1 | t, 1 ^ t, 1 << t, 1 >> t, divmod(1, t)]
# --- every in place operator
class T:
    def __init__(self): self.log = []
    def __iadd__(self, o): self.log.append("iadd"); return self
    def __isub__(self, o): self.log.append("isub"); return self
    def __imul__(self, o): self.log.append("imul"); return self
    def __itruediv__(self, o): self.log.append("itruediv"); return self
    def __ifloordiv__(self, o): self.log.append("ifloordiv"); return self
    def __imod__(self, o): self.log.append("imod"); return self
    def __ipow__(self, o): self.log.append("ipow"); return self
    def __iand__(self, o): self.log.append("iand"); return self
    def __ior__(self, o): self.log.append("ior"); return self
    def __ixor__(self, o): self.log.append("ixor"); return self
    def __ilshift__(self, o): self.log.append("ilshift"); return self
    def __irshift__(self, o): self.log.append("irshift"); return self
t = T()
t += 1; t -= 1; t *= 1; t /= 1; t //= 1; t %= 1; t **= 1; t &= 1; t |= 1; t ^= 1; t <<= 1; t >>= 1
t.log
# --- unary
class T:
    def __neg__(self): return "neg"
    def __pos__(self): return "pos"
    def __invert__(self): return "invert"
    def __abs__(self): return "abs"
t = T()
-t, +t, ~t, abs(t)
# --- conversions
class T:
    def __int__(self): return 3
    def __float__(self): return 2.5
    def __complex__(self): return 1j
    def __bool__(self): return False
    def __bytes__(self): return b"T"
    def __round__(self, n=None): return ("round", n)
    def __trunc__(self): return "trunc"
    def __floor__(self): return "floor"
    def __ceil__(self): return "ceil"
import math
t = T()
int(t), float(t), complex(t), bool(t), bytes(t), round(t), round(t, 2), math.trunc(t), math.floor(t), math.ceil(t)
# --- comparisons
class T:
    def __init__(self, n): self.n = n
    def __lt__(self, o): return self.n < o.n
    def __le__(self, o): return self.n <= o.n
    def __gt__(self, o): return self.n > o.n
    def __ge__(self, o): return self.n >= o.n
a, b = T(1), T(2)
a < b, a <= b, a > b, a >= b, max(a, b).n, min(a, b).n, [t.n for t in sorted([b, a])]
# --- comparison result is any object
class T:
    def __eq__(self, o): return "eq?"
    def __ne__(self, o): return "ne?"
    def __lt__(self, o): return ["lt", o]
T() == 1, T() != 1, T() < 5
# --- not implemented falls back
class A:
    def __add__(self, o): return NotImplemented
class B:
    def __radd__(self, o): return "from B"
A() + B()
# --- not supported
class A: pass
A() + 1
# --- not supported reflected
class A: pass
5 * A()
# --- not comparable
class A: pass
A() < A()
# --- format
class Money:
    def __init__(self, n): self.n = n
    def __format__(self, spec): return f"${self.n:{spec or '.2f'}}"
f"{Money(3)} {Money(3):.1f}", format(Money(1), ".0f"), "{:.3f}".format(Money(2))
# --- length and truth
class Bag:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
len(Bag(3)), bool(Bag(0)), bool(Bag(1)), not Bag(0)
# --- length is negative
class Bag:
    def __len__(self): return -1
len(Bag())
# --- length of the wrong type
class Bag:
    def __len__(self): return "3"
len(Bag())
# --- items
class Grid:
    def __init__(self): self.cells = {}
    def __getitem__(self, at): return self.cells.get(at, ".")
    def __setitem__(self, at, v): self.cells[at] = v
    def __delitem__(self, at): del self.cells[at]
    def __contains__(self, at): return at in self.cells
g = Grid()
g[1, 2] = "x"
r = g[1, 2], g[0, 0], (1, 2) in g
del g[1, 2]
r, (1, 2) in g
# --- augmented items
class Log:
    def __init__(self): self.seen = []
    def __getitem__(self, k): self.seen.append(("get", k)); return 1
    def __setitem__(self, k, v): self.seen.append(("set", k, v))
l = Log()
l["a"] += 5
l.seen
# --- slices
class S:
    def __getitem__(self, k): return k
S()[1:2], S()[::2], S()[1:2, ..., 3], S()[:], S()[-1]
# --- missing
class D(dict):
    def __missing__(self, k):
        self[k] = len(self)
        return self[k]
d = D()
d["a"], d["b"], d["a"], d
# --- iteration methods
class It:
    def __iter__(self): return iter([1, 2])
    def __reversed__(self): return iter(["r"])
    def __contains__(self, x): return x == "magic"
    def __length_hint__(self): return 2
list(It()), list(reversed(It())), "magic" in It(), 1 in It()
# --- index is not there
class A: pass
A()[0]
# --- item assignment is not there
class A: pass
A()[0] = 1
# --- item deletion is not there
class A: pass
del A()[0]
# --- context methods
class C:
    def __enter__(self): return "entered"
    def __exit__(self, *exc): return exc[0] is ValueError
with C() as c:
    raise ValueError
c
# --- copy
import copy
class P:
    def __init__(self, xs): self.xs = xs
p = P([1])
q, r = copy.copy(p), copy.deepcopy(p)
p.xs.append(2)
q.xs, r.xs
# --- own copy
import copy
class P:
    def __copy__(self): return "mine"
copy.copy(P())
# --- class getitem
class Box:
    def __class_getitem__(cls, item): return (cls.__name__, item)
Box[int]
# --- operator precedence
2 + 3 * 4 ** 2 // 5 - -1, not 1 == 2, 1 < 2 == True, 5 & 3 | 4 ^ 1, ~1 << 2
# --- integer division and modulo of negatives
-7 // 2, -7 % 3, 7 // -2, 7 % -3, divmod(-7, 2), -7.5 // 2
# --- bits
0b101 | 0b010, 6 & 3, 6 ^ 3, ~5, 1 << 10, 1024 >> 3
# --- shifts by a negative
1 << -1
# --- division by zero
1 / 0
# --- integer division by zero
1 // 0
# --- modulo by zero
5 % 0
# --- float division by zero
1.0 / 0
# --- zero to a negative power
0 ** -1
# --- identity
a = [1]
b = a
a is b, a is not [1], None is None
# --- membership
2 in [1, 2], "k" in {"k": 1}, "ell" in "hello", 3 not in (1, 2), 1.0 in [1]
# --- membership of the wrong type
1 in 5
# --- membership in a string
1 in "abc"
# --- comparisons chain
1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 == True, "a" < "b" <= "b"
# --- comparison of different types
1 < "a"
# --- equality of different types
1 == "1", [] == (), {} == set(), None == 0
# --- unary minus of a string
-"a"
# --- string times
"ab" * 3, 3 * [0], "x" * -1, (1,) * 2
# --- string plus int
"a" + 1
# --- int plus string
1 + "a"
# --- list plus tuple
[1] + (2,)
# --- percent format
"%s is %d and %.2f %r %x %5s|%-5s|" % ("a", 3, 2.5, "q", 255, "r", "l")
# --- percent with a dict
"%(name)s: %(n)03d" % {"name": "x", "n": 7}
# --- percent with too few
"%s %s" % ("a",)
# --- percent with too many
"%s" % ("a", "b")
# --- percent of the wrong type
"%d" % "a"
