# `match` with every kind of pattern.
# --- literals
def f(x):
    match x:
        case 0: return "zero"
        case "a": return "letter"
        case 1.5: return "float"
        case b"x": return "bytes"
        case -1: return "minus"
        case 1 + 2j: return "complex"
        case _: return "other"
[f(v) for v in (0, "a", 1.5, b"x", -1, 1 + 2j, False, None)]
# --- singletons
def f(x):
    match x:
        case None: return "none"
        case True: return "true"
        case False: return "false"
        case 1: return "one"
[f(v) for v in (None, True, False, 1, 0)]
# --- capture
match 5:
    case n: r = n * 2
r
# --- alternatives
def f(x):
    match x:
        case 1 | 2 | 3: return "low"
        case "a" | None: return "odd"
        case _: return "rest"
[f(v) for v in (2, "a", None, 9)]
# --- guard
def f(x):
    match x:
        case n if n < 0: return "neg"
        case n if n > 100: return "big"
        case n: return n
f(-1), f(500), f(7)
# --- sequences
def f(x):
    match x:
        case []: return "empty"
        case [a]: return ("one", a)
        case [a, b]: return ("two", a, b)
        case [a, *rest]: return ("many", a, rest)
[f(v) for v in ([], [1], (1, 2), [1, 2, 3], range(4))]
# --- star in the middle
match [1, 2, 3, 4]:
    case [first, *mid, last]: r = (first, mid, last)
r
# --- star ignored
match (1, 2, 3):
    case (1, *_): r = "starts with one"
r
# --- strings are no sequences
def f(x):
    match x:
        case [*_]: return "seq"
        case str(): return "str"
        case bytes() | bytearray(): return "bytes"
f("ab"), f([1]), f(b"ab"), f(bytearray(b"x"))
# --- mappings
def f(x):
    match x:
        case {"type": "circle", "r": r}: return 3 * r
        case {"type": "rect", "w": w, "h": h}: return w * h
        case {"type": t}: return t
        case {}: return "empty or other"
f({"type": "circle", "r": 2}), f({"type": "rect", "w": 2, "h": 5}), f({"type": "x"}), f({}), f([])
# --- mapping rest
match {"a": 1, "b": 2, "c": 3}:
    case {"a": a, **rest}: r = (a, rest)
r
# --- nested
def f(x):
    match x:
        case {"user": {"name": str(name), "tags": [first, *_]}}: return (name, first)
        case {"user": {"name": str(name)}}: return name
        case _: return None
f({"user": {"name": "n", "tags": ["t", "u"]}}), f({"user": {"name": "m"}}), f({"user": 1})
# --- builtin classes
def f(x):
    match x:
        case bool(): return "bool"
        case int(n): return ("int", n)
        case float(v): return ("float", v)
        case str(s): return ("str", s)
        case list(xs): return ("list", xs)
        case dict(d): return ("dict", d)
        case tuple(t): return ("tuple", t)
        case set(s): return ("set", s)
        case _: return "?"
[f(v) for v in (True, 3, 2.5, "s", [1], {"a": 1}, (1,), {1}, None)]
# --- own class by keywords
class P:
    def __init__(self, x, y): self.x, self.y = x, y
def f(p):
    match p:
        case P(x=0, y=0): return "origin"
        case P(x=0, y=y): return f"on y at {y}"
        case P(x=x, y=y) if x == y: return "diagonal"
        case P(): return "somewhere"
[f(p) for p in (P(0, 0), P(0, 2), P(3, 3), P(1, 2))]
# --- own class by position
class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
match P(1, 2):
    case P(1, b): r = b
r
# --- positions not declared
class P: pass
match P():
    case P(1): pass
# --- too many positions
class P:
    __match_args__ = ("x",)
    x = 1
match P():
    case P(1, 2): pass
# --- int takes one position
match 5:
    case int(a, b): pass
# --- no class in a class pattern
x = 5
match 5:
    case x(): pass
# --- missing attribute does not match
class P: pass
match P():
    case P(x=1): r = "has x"
    case _: r = "no"
r
# --- as
match [1, [2, 3]]:
    case [int() as a, [_, _] as pair]: r = (a, pair)
r
# --- or with captures
def f(x):
    match x:
        case ["go", d] | ["walk", d, *_]: return d
f(["go", "n"]), f(["walk", "s", "fast"])
# --- or must bind the same
match 1:
    case [a] | b: pass
# --- capture makes the rest unreachable
match 1:
    case x: pass
    case 2: pass
# --- capture twice
match [1, 1]:
    case [a, a]: pass
# --- dotted constants
class Color:
    RED = 1
    BLUE = 2
def f(c):
    match c:
        case Color.RED: return "red"
        case Color.BLUE: return "blue"
f(1), f(2), f(3)
# --- no case matches
match 5:
    case 1: r = "one"
    case 2: r = "two"
else_value = "fell through"
else_value
# --- bindings stay after a failed match
match [1, 2]:
    case [a, 3]: pass
    case [b, c]: pass
b, c
# --- command parser
def run(line):
    match line.split():
        case ["add", *nums]: return sum(map(int, nums))
        case ["greet", name] if name.isalpha(): return f"hi {name}"
        case ["quit" | "exit"]: return "bye"
        case [cmd, *_]: return f"unknown {cmd}"
        case []: return "nothing"
[run(s) for s in ("add 1 2 3", "greet bob", "greet 1", "exit", "", "foo bar")]
# --- json like
def depth(x):
    match x:
        case dict(): return 1 + max(map(depth, x.values()), default=0)
        case list() | tuple(): return 1 + max(map(depth, x), default=0)
        case _: return 0
depth({"a": [1, {"b": 2}]})
# --- expression tree
from dataclasses import dataclass
@dataclass
class Num:
    v: int
@dataclass
class Bin:
    op: str
    l: object
    r: object
def ev(e):
    match e:
        case Num(v): return v
        case Bin("+", l, r): return ev(l) + ev(r)
        case Bin("*", Num(0), _) | Bin("*", _, Num(0)): return 0
        case Bin("*", l, r): return ev(l) * ev(r)
        case Bin(op=op): raise ValueError(f"unknown operator {op}")
ev(Bin("+", Num(2), Bin("*", Num(3), Num(4))))
# --- enum members
from enum import Enum
class E(Enum):
    A = 1
match E.A:
    case E.A: r = "A"
r
# --- float equals int
match 1.0:
    case 1: r = "equal"
r
# --- subject is a tuple
a, b = 1, 2
match a, b:
    case 1, y: r = y
r
# --- subject is a walrus
match (n := 10) % 3:
    case 1: r = n
r
# --- defaultdict gains no key
from collections import defaultdict
d = defaultdict(int)
match d:
    case {"k": v}: r = "had it"
    case _: r = dict(d)
r
# --- inside a loop
out = []
for item in [1, "a", [2, 3], {"k": 4}]:
    match item:
        case int(): out.append("i")
        case str(): continue
        case [_, y]: out.append(y)
        case {"k": v}:
            out.append(v)
            break
out
# --- inside a method with self
class M:
    def __init__(self): self.state = "idle"
    def on(self, event):
        match (self.state, event):
            case ("idle", "start"): self.state = "busy"
            case (_, "stop"): self.state = "idle"
            case (s, e): return f"{s}?{e}"
        return self.state
m = M()
m.on("start"), m.on("x"), m.on("stop")
# --- capture of underscore names
match {"a": 1}:
    case {"a": _value}: pass
_value
# --- abc as a class pattern
from collections.abc import Mapping, Sequence
match [1]:
    case Mapping(): r = "map"
    case Sequence(): r = "seq"
r
# --- names match and case are ordinary
match = 3
case = match + 1
match, case
# --- capture of the builtin name
match 5:
    case int(list): r = list
r
# --- own name shadows a builtin class
class Fake:
    __match_args__ = ("v",)
    def __init__(self, v): self.v = v
float = Fake
match Fake(3):
    case float(v): r = v
del float
r
