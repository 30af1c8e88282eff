# Properties, descriptors, cached properties.
# --- read
class C:
    def __init__(self, r): self._r = r
    @property
    def area(self): return 3 * self._r ** 2
C(2).area
# --- setter
class T:
    def __init__(self): self._c = 0
    @property
    def f(self): return self._c * 9 / 5 + 32
    @f.setter
    def f(self, v): self._c = (v - 32) * 5 / 9
t = T()
t.f = 212
t._c, t.f
# --- setter checks
class P:
    @property
    def age(self): return self._age
    @age.setter
    def age(self, v):
        if v < 0: raise ValueError(f"age must be >= 0, not {v}")
        self._age = v
p = P()
p.age = 3
p.age = -1
# --- deleter
class P:
    def __init__(self): self._x = 1
    @property
    def x(self): return self._x
    @x.deleter
    def x(self): del self._x
p = P()
del p.x
hasattr(p, "_x")
# --- no setter
class P:
    @property
    def x(self): return 1
P().x = 2
# --- augmented through a property
class P:
    def __init__(self): self._n = 1
    @property
    def n(self): return self._n
    @n.setter
    def n(self, v): self._n = v
p = P()
p.n += 4
p.n
# --- property as a function
class P:
    def get(self): return self._v
    def put(self, v): self._v = v * 2
    v = property(get, put, doc="the v")
p = P()
p.v = 4
p.v, P.v.__doc__
# --- property raises AttributeError
class P:
    @property
    def x(self): return self.missing_inside
P().x
# --- getattr default hides it
class P:
    @property
    def x(self): raise AttributeError("inner")
getattr(P(), "x", "default")
# --- cached_property
from functools import cached_property
class D:
    calls = 0
    @cached_property
    def v(self):
        D.calls += 1
        return [1]
d = D()
d.v is d.v, D.calls
# --- descriptor
class Positive:
    def __set_name__(self, owner, name): self.name = "_" + name
    def __get__(self, obj, kind=None):
        if obj is None: return self
        return getattr(obj, self.name)
    def __set__(self, obj, v):
        if v <= 0: raise ValueError("must be positive")
        setattr(obj, self.name, v)
class Order:
    qty = Positive()
    def __init__(self, q): self.qty = q
o = Order(3)
o.qty += 2
o.qty
# --- descriptor refuses
class Positive:
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, obj, kind=None): return 1
    def __set__(self, obj, v): raise ValueError(f"{self.name} is fixed")
class Order:
    qty = Positive()
Order().qty = 1
# --- non data descriptor
class Const:
    def __get__(self, obj, kind): return "from class" if obj is None else "from instance"
class A:
    c = Const()
a = A()
r = a.c, A.c
a.c = "own"
r, a.c
# --- descriptor delete
log = []
class D:
    def __delete__(self, obj): log.append("deleted")
class A:
    d = D()
a = A()
del a.d
log
# --- property in a subclass by setter of the base
class A:
    @property
    def x(self): return self._x
class B(A):
    @A.x.setter
    def x(self, v): self._x = v + 1
b = B()
b.x = 1
b.x
# --- class level property value
class A:
    @property
    def x(self): return 1
type(A.x).__name__
# --- lazy attribute by property
class Lazy:
    def __init__(self): self._data = None
    @property
    def data(self):
        if self._data is None:
            self._data = sorted([3, 1, 2])
        return self._data
Lazy().data
# --- property returning self for chaining
class A:
    n = 0
    @property
    def more(self):
        self.n += 1
        return self
A().more.more.n
# --- getter by decorator
class A:
    x = property()
    @x.getter
    def x(self): return 9
A().x
