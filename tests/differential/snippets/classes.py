# Classes: attributes, methods, private names, scope, the special methods of creation.
# --- init and method
class Dog:
    kind = "canine"
    def __init__(self, name): self.name = name
    def speak(self): return f"{self.name} says woof"
d = Dog("Rex")
d.speak(), d.kind, Dog.kind
# --- class attribute shared
class A:
    items = []
    def add(self, x): self.items.append(x)
a, b = A(), A()
a.add(1); b.add(2)
A.items
# --- instance shadows class
class A: n = 1
a = A()
a.n = 2
A.n, a.n, A().n
# --- class attribute changed
class A: n = 1
a = A()
A.n = 5
a.n
# --- count instances
class A:
    count = 0
    def __init__(self): A.count += 1
A(); A()
A.count
# --- type of self
class A:
    made = 0
    def __init__(self): type(self).made += 1
class B(A): pass
A(); B(); B()
A.made, B.made
# --- self.__class__
class A:
    def copy(self): return self.__class__()
    def name(self): return self.__class__.__name__
class B(A): pass
type(B().copy()).__name__, B().name()
# --- private attributes
class Account:
    def __init__(self): self._balance = 0
    def deposit(self, n):
        self._balance += n
        return self
Account().deposit(5).deposit(7)._balance
# --- mangled attributes
class A:
    def __init__(self): self.__secret = 42
    def reveal(self): return self.__secret
a = A()
a.reveal(), a._A__secret, hasattr(a, "__secret")
# --- mangled attribute from outside
class A:
    def __init__(self): self.__secret = 42
A().__secret
# --- mangled method
class A:
    def __step(self, n): return n + 1
    def run(self): return self.__step(1)
A().run()
# --- mangled class attribute
class A:
    __limit = 3
    @classmethod
    def limit(cls): return cls.__limit
A.limit()
# --- mangled in a subclass
class A:
    def __init__(self): self.__x = "a"
    def ax(self): return self.__x
class B(A):
    def __init__(self):
        super().__init__()
        self.__x = "b"
    def bx(self): return self.__x
b = B()
b.ax(), b.bx(), sorted(vars(b))
# --- missing attribute
class A: pass
A().nothing
# --- missing attribute near
class Point:
    def __init__(self): self.length = 1
Point().lenght
# --- missing class attribute
class A: pass
A.nothing
# --- wrong number of arguments
class A:
    def f(self, x): return x
A().f()
# --- forgotten self
class A:
    def f(): return 1
A().f()
# --- init arguments
class A:
    def __init__(self, x): self.x = x
A()
# --- init returns something
class A:
    def __init__(self): return 5
A()
# --- object takes no arguments
class A: pass
A(1)
# --- repr and str
class P:
    def __init__(self, x): self.x = x
    def __repr__(self): return f"P({self.x!r})"
p = P("a")
p, str(p), f"{p}", [p], {"k": p}
# --- str only
class P:
    def __str__(self): return "pretty"
str(P()), f"{P()}", f"{P():>8}", "%s" % P()
# --- repr wrong type
class P:
    def __repr__(self): return 5
repr(P())
# --- staticmethod
class M:
    @staticmethod
    def add(a, b): return a + b
M.add(1, 2), M().add(3, 4)
# --- classmethod
class Date:
    def __init__(self, y, m): self.y, self.m = y, m
    @classmethod
    def parse(cls, s): return cls(*map(int, s.split("-")))
    def __repr__(self): return f"{self.y}/{self.m}"
Date.parse("2024-05")
# --- classmethod in a subclass
class A:
    @classmethod
    def make(cls): return cls()
class B(A): pass
type(B.make()).__name__
# --- method objects
class A:
    def f(self): return "f"
m = A().f
m(), A.f(A())
# --- chaining
class Q:
    def __init__(self): self.parts = []
    def add(self, p): self.parts.append(p); return self
    def build(self): return " ".join(self.parts)
Q().add("a").add("b").build()
# --- equality default
class A: pass
a = A()
a == a, a == A(), a != A()
# --- hash and eq
class K:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return isinstance(o, K) and self.v == o.v
    def __hash__(self): return hash(self.v)
len({K(1), K(1), K(2)}), {K(1): "x"}[K(1)]
# --- eq without hash
class K:
    def __eq__(self, o): return True
hash(K())
# --- slots
class S:
    __slots__ = ("x", "y")
    def __init__(self): self.x = 1
s = S()
s.y = 2
s.x + s.y
# --- slots refuse others
class S:
    __slots__ = ("x",)
s = S()
s.z = 1
# --- nested class
class Outer:
    class Inner:
        v = 3
    def make(self): return self.Inner()
Outer().make().v, Outer.Inner.__qualname__, Outer.Inner.__name__
# --- class in a function
def make(n):
    class C:
        def get(self): return n
    return C
make(5)().get(), make(1).__qualname__
# --- class body runs
class A:
    xs = []
    for i in range(3):
        xs.append(i * 2)
    if len(xs) > 2:
        big = True
A.xs, A.big, A.i
# --- class body sees its names
class A:
    x = 2
    y = x * 3
    def f(self, z=y): return z
A.y, A().f()
# --- docstring
class A:
    """About A."""
    def f(self):
        """About f."""
A.__doc__, A.f.__doc__, A().f.__doc__
# --- module and qualname
class A: pass
A.__module__, A.__qualname__
# --- type and isinstance
class A: pass
class B(A): pass
type(B()) is B, isinstance(B(), A), issubclass(B, A), isinstance(A(), B), isinstance(1, (str, int))
# --- isinstance of a union
isinstance(1, int | str), isinstance(None, int | None), issubclass(bool, int | str)
# --- isinstance wrong
isinstance(1, "int")
# --- call
class Adder:
    def __init__(self, n): self.n = n
    def __call__(self, x): return self.n + x
Adder(5)(1), callable(Adder(1)), list(map(Adder(1), [1, 2]))
# --- not callable
class A: pass
A()()
# --- new
class Single:
    _one = None
    def __new__(cls):
        if cls._one is None:
            cls._one = super().__new__(cls)
        return cls._one
Single() is Single()
# --- new and init
class T(tuple):
    def __new__(cls, a, b): return super().__new__(cls, (a, b))
    @property
    def total(self): return sum(self)
T(1, 2).total, T(1, 2)
# --- inherits from builtins
class Stack(list):
    def push(self, x): self.append(x)
    @property
    def top(self): return self[-1]
s = Stack([1])
s.push(2)
s.top, len(s), s
# --- dict subclass
class D(dict):
    def __missing__(self, k): return f"no {k}"
D(a=1)["a"], D()["zz"]
# --- str subclass
class Name(str):
    def shout(self): return self.upper() + "!"
Name("bob").shout(), Name("a") + "b"
# --- int subclass
class Age(int):
    def __add__(self, o): return Age(int(self) + int(o))
type(Age(3) + 4).__name__, Age(3) + 4
# --- getattr setattr
class A: pass
a = A()
setattr(a, "x", 1)
getattr(a, "x"), getattr(a, "y", "none"), hasattr(a, "x"), hasattr(a, "z")
# --- delattr
class A: pass
a = A()
a.x = a.y = 1
del a.x
delattr(a, "y")
hasattr(a, "x"), hasattr(a, "y")
# --- delete missing
class A: pass
del A().x
# --- vars
class A:
    def __init__(self): self.x, self._y = 1, 2
vars(A())
# --- setting by a loop
class Config:
    def __init__(self, **kw):
        for k, v in kw.items(): setattr(self, k, v)
c = Config(host="h", port=1)
c.host, c.port
# --- linked list
class Node:
    def __init__(self, v, nxt=None): self.v, self.next = v, nxt
head = Node(1, Node(2, Node(3)))
out = []
while head:
    out.append(head.v)
    head = head.next
out
# --- binary tree
class Tree:
    def __init__(self): self.root = None
    def insert(self, v):
        if self.root is None: self.root = [v, None, None]
        else: self._insert(self.root, v)
    def _insert(self, node, v):
        side = 1 if v < node[0] else 2
        if node[side] is None: node[side] = [v, None, None]
        else: self._insert(node[side], v)
    def walk(self):
        def go(n):
            if n:
                yield from go(n[1]); yield n[0]; yield from go(n[2])
        return list(go(self.root))
t = Tree()
for v in [5, 2, 8, 1]: t.insert(v)
t.walk()
# --- state machine
class Light:
    order = ["green", "yellow", "red"]
    def __init__(self): self.i = 0
    def next(self):
        self.i = (self.i + 1) % len(self.order)
        return self.order[self.i]
l = Light()
[l.next() for _ in range(4)]
# --- methods assigned later
class A: pass
def f(self): return "patched"
A.f = f
A().f()
# --- instance method assigned
class A: pass
a = A()
a.f = lambda: "own"
a.f()
# --- first parameter by another name
class A:
    def set(this, v):
        this.v = v
        return this.v
A().set(3)
# --- self rebound
class A:
    def f(self):
        self = {"x": 1}
        self["x"] += 1
        return self
A().f()
# --- augmented on self in nested function
class A:
    n = 0
    def f(self):
        def up(): self.n += 1
        up(); up()
        return self.n
A().f()
# --- default repr starts with the module
class A: pass
repr(A()).startswith("<__main__.A object at 0x"), repr(A)
# --- conditional methods
class A:
    if True:
        def f(self): return 1
    else:
        def f(self): return 2
A().f()
# --- same name method wins last
class A:
    def f(self): return 1
    def f(self): return 2
A().f()
# --- class decorator keeps it
class A:
    @staticmethod
    def _make(): return A()
    def ok(self): return True
A._make().ok()
# --- super outside a class
super().x
# --- class with keywords unknown
class A(colour=1): pass
# --- unhashable key of own class
class A:
    __hash__ = None
{A(): 1}
