"""What the code made is the same in a fresh worker: values, bonds between them, functions, classes."""

import pytest
from sample import double

from codenode import Limits, open_session
from codenode.snapshots.directory import DirectoryStore
from codenode.snapshots.keys import Keys
from codenode.snapshots.snapshots import Snapshots
from codenode.worker.chance import Chance
from codenode.worker.policy.imports import Trust
from codenode.worker.policy.room import Room
from codenode.worker.reads import Reads
from codenode.worker.snapshot.codes import Codes
from codenode.worker.snapshot.keeper import Keeper
from codenode.worker.snapshot.scratch import seen
from codenode.worker.sources import Sources

ROOMY = Limits(seconds=10)


@pytest.fixture
def split(tmp_path):
    """Run sources one after another, each but the first in a worker restored from the snapshot of the last."""
    snapshots = Snapshots(store=DirectoryStore(tmp_path), keys=Keys([b"k" * 32]))

    def run(*sources, **options):
        kept, shown = None, None
        for source in sources:
            with open_session(snapshots=snapshots, thread="t", snapshot=kept, limits=ROOMY, **options) as session:
                shown = session.run(source)
                assert shown["fault"] is None or source is sources[-1], shown["fault"]
                kept = session.save()
        return shown

    return run


VALUES = {
    "numbers and texts": (
        "a, b, c, d = 1, 2.5, 'ü\\ud800', b'x'",
        "[a, b, c == 'ü\\ud800', d == b'x']",
        [1, 2.5, True, True],
    ),
    "names with an underscore": ("_, _x = 1, 2", "_ + _x", 3),
    "one list under two names": ("x = [1]\ny = x", "y.append(2)\nx is y and x", [1, 2]),
    "a bond through containers": ("x = {}\ny = [x, {'k': x}]", "y[0] is x is y[1]['k']", True),
    "a bond between large variables": ("x = list(range(5000))\ny = {'k': x}", "y['k'] is x", True),
    "a cycle": ("x = []\nx.append(x)", "x[0] is x", True),
    "containers": (
        "from collections import Counter, OrderedDict, defaultdict, deque, ChainMap\nx = [Counter('aab'), OrderedDict(b=1, a=2), defaultdict(list, {1: [2]}), deque([1, 2], 2), ChainMap({1: 2})]",
        "x[2][5].append(1)\nx[3].append(3)\nstr(x)",
        "[Counter({'a': 2, 'b': 1}), OrderedDict([('b', 1), ('a', 2)]), defaultdict(<class 'list'>, {1: [2], 5: [1]}), deque([2, 3], maxlen=2), ChainMap({1: 2})]",
    ),
    "the library's data": (
        "import datetime as dt, re, uuid\nfrom decimal import Decimal\nfrom fractions import Fraction\nfrom zoneinfo import ZoneInfo\nx = [dt.datetime(2020, 1, 2, tzinfo=ZoneInfo('Europe/Berlin')), Decimal('1.50'), Fraction(1, 3), re.compile('a(b)'), uuid.UUID(int=5), dt.timedelta(1)]",
        "[x[0].isoformat(), str(x[1]), x[2] * 3 == 1, x[3].match('ab')[1], x[4].int, x[5].days]",
        ["2020-01-02T00:00:00+01:00", "1.50", True, "b", 5, 1],
    ),
    "modules and what is in them": (
        "import math, json as j\nfrom statistics import mean\nup = str.upper",
        "[math.gcd(4, 6), j.dumps([1]), mean([1, 3]), up('a')]",
        [2, "[1]", 2, "A"],
    ),
    "partials, getters and bound methods": (
        "from functools import partial\nfrom operator import itemgetter\nx = []\np, g, m = partial(pow, 2), itemgetter(1), x.append",
        "m(5)\n[p(3), g('ab'), x]",
        [8, "b", [5]],
    ),
    "iterators that can": ("i = iter([1, 2, 3])\nnext(i)", "next(i)", 2),
    "a lock of asyncio": (
        "import asyncio\nlock = asyncio.Lock()\nasync def f():\n    async with lock: return 1\nawait f()",
        "await f()",
        1,
    ),
    "an array": ("from array import array\na = array('d', [1.5])", "a.append(2)\na.tolist()", [1.5, 2]),
    "types": (
        "from typing import Optional, NewType\na, b, c, d, e = list[int], int | None, Optional[str], type(None), NewType('Id', int)",
        "str([a, b, c, d, e(3)])",
        "[list[int], int | None, typing.Optional[str], <class 'NoneType'>, 3]",
    ),
}

FUNCTIONS = {
    "globals are the room's": ("n = 1\ndef f(): return n", "n = 5\nf()", 5),
    "it can change a global": ("n = 1\ndef f():\n    global n\n    n += 1", "f()\nn", 2),
    "defaults, annotations, attributes": (
        "def f(a, b=[1], *, c: int = 3) -> str:\n    'doc'\n    return [a, b, c]\nf.x = 7",
        "[f(0), f.x, f.__doc__, f.__name__]",
        [[0, [1], 3], 7, "doc", "f"],
    ),
    "lambdas on one line": (
        "fs = [lambda: 1, lambda: 2]; g = lambda x: (lambda y: x + y)\nh = g(3)",
        "[fs[0](), fs[1](), h(4), g(1)(1)]",
        [1, 2, 7, 2],
    ),
    "a cell that two share": (
        "def make():\n    n = 0\n    def up():\n        nonlocal n\n        n += 1\n    return up, lambda: n\nup, get = make()\nup()",
        "up()\nget()",
        2,
    ),
    "a closure that calls itself": (
        "def make():\n    def f(n): return 1 if n < 2 else n * f(n - 1)\n    return f\nf = make()",
        "f(5)",
        120,
    ),
    "a decorator": (
        "from functools import wraps\ndef twice(f):\n    @wraps(f)\n    def g(*a): return f(*a) * 2\n    return g\n@twice\ndef f(x): return x + 1",
        "[f(1), f.__name__]",
        [4, "f"],
    ),
    "a cache": (
        "from functools import lru_cache\n@lru_cache(maxsize=None)\ndef fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(30)",
        "fib(60)",
        1548008755920,
    ),
    "a context manager": (
        "from contextlib import contextmanager\n@contextmanager\ndef cm():\n    yield 5",
        "with cm() as x: pass\nx",
        5,
    ),
    "generators and coroutines start anew": (
        "def g():\n    yield 1\nasync def c(): return 2",
        "[list(g()), await c()]",
        [[1], 2],
    ),
    "a function that dispatches": (
        "from functools import singledispatch\n@singledispatch\ndef f(x): return 'any'\n@f.register\ndef _(x: int): return 'int'",
        "[f(1), f('a')]",
        ["int", "any"],
    ),
    "a format as a value": ("f = '<{}>'.format", "f(1)", "<1>"),
    "a changed name": ("def f(): pass\nf.__name__ = 'g'", "f.__name__", "g"),
    "shared by two containers": ("def f(): pass\na = {'f': f}\nb = [f]", "a['f'] is b[0] is f", True),
}

CLASSES = {
    "methods and state": (
        "class A:\n    n = 1\n    def __init__(self, x): self.x = x\n    def get(self): return self.x + self.n\na = A(1)",
        "A.n = 5\n[a.get(), A(2).get(), isinstance(a, A), type(a) is A]",
        [6, 7, True, True],
    ),
    "restored objects can be written to": ("class A: pass\na = A()", "a.x = 1\nA.y = 2\n[a.x, a.y]", [1, 2]),
    "inheritance and super": (
        "class A:\n    def f(self): return [1]\nclass B(A):\n    def f(self): return super().f() + [2]\nb = B()",
        "b.f()",
        [1, 2],
    ),
    "private names": (
        "class A:\n    def __init__(self): self.__x, self._y = 1, 2\n    def both(self): return [self.__x, self._y]\na = A()",
        "a.both()",
        [1, 2],
    ),
    "kinds of methods": (
        "class A:\n    def __init__(self): self._v = 1\n    @property\n    def v(self): return self._v\n    @v.setter\n    def v(self, x): self._v = x\n    @staticmethod\n    def s(): return 3\n    @classmethod\n    def c(cls): return cls.__name__\na = A()",
        "a.v = 9\n[a.v, A.s(), A.c(), a.c()]",
        [9, 3, "A", "A"],
    ),
    "slots": (
        "class A:\n    __slots__ = ('x', '_y')\na = A()\na.x = 1",
        "a._y = 2\ntry:\n    a.z = 1\nexcept AttributeError:\n    a.x += a._y\na.x",
        3,
    ),
    "a data class": (
        "from dataclasses import dataclass, field, replace\n@dataclass(order=True)\nclass P:\n    x: int\n    tags: list = field(default_factory=list, compare=False)\np = P(1, ['a'])",
        "[str(p), p == P(1), p < P(2), str(replace(p, x=5)), str(P(7))]",
        ["P(x=1, tags=['a'])", True, True, "P(x=5, tags=['a'])", "P(x=7, tags=[])"],
    ),
    "a frozen data class with slots": (
        "from dataclasses import dataclass\n@dataclass(frozen=True, slots=True)\nclass P:\n    x: int\n    y: int = 2\np = P(1)",
        "try:\n    p.x = 3\nexcept Exception as e:\n    n = type(e).__name__\n[n, hash(p) == hash(P(1)), p.y, {p: 1}[P(1, 2)]]",
        ["FrozenInstanceError", True, 2, 1],
    ),
    "data classes inherit": (
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int\n@dataclass\nclass B(A):\n    y: int = 0",
        "str(B(1, 2))",
        "B(x=1, y=2)",
    ),
    "enums": (
        "from enum import Enum, Flag, IntEnum, auto\nclass C(Enum):\n    RED = 1\n    CRIMSON = 1\n    BLUE = auto()\n    def low(self): return self.name.lower()\nclass F(Flag):\n    A = 1\n    B = 2\nclass I(IntEnum):\n    X = 3\nc, f, i = C.RED, F.A | F.B, I.X",
        "[c is C.RED, C.CRIMSON is c, C.BLUE.low(), C(2) is C.BLUE, F.A in f, i + 1, len(C)]",
        [True, True, "blue", True, True, 4, 2],
    ),
    "named tuples": (
        "from typing import NamedTuple\nfrom collections import namedtuple\nclass P(NamedTuple):\n    x: int\n    y: int = 2\n    def sum(self): return self.x + self.y\nQ = namedtuple('Q', 'a b')\nclass R(Q):\n    def f(self): return self.a\np, q, r = P(1), Q(1, 2), R(3, 4)",
        "[p.sum(), P(5).y, q._replace(a=9).a, r.f(), p == (1, 2)]",
        [3, 2, 9, 3, True],
    ),
    "generic classes": (
        "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass S(Generic[T]):\n    def __init__(self, x: T): self.x = x\ns = S[int](1)",
        "[s.x, S[str]('a').x]",
        [1, "a"],
    ),
    "protocols and typed dicts": (
        "from typing import Protocol, TypedDict, runtime_checkable\n@runtime_checkable\nclass G(Protocol):\n    def go(self): ...\nclass M(TypedDict):\n    a: int\nclass A:\n    def go(self): return 1\na = A()",
        "[isinstance(a, G), isinstance(1, G), M(a=1)]",
        [True, False, {"a": 1}],
    ),
    "abstract classes": (
        "from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n    def f(self): ...\nclass B(A):\n    def f(self): return 1\nb = B()",
        "try:\n    A()\nexcept TypeError:\n    x = b.f()\n[x, isinstance(b, A)]",
        [1, True],
    ),
    "a class in a class": (
        "class A:\n    class B:\n        def f(self): return 1\nb = A.B()",
        "[A.B.__qualname__, b.f(), type(b) is A.B]",
        ["A.B", 1, True],
    ),
    "subclasses of builtins": (
        "class D(dict):\n    def __init__(self, q): self.q = q\n    def items(self): return [(9, 9)]\nclass L(list): pass\nclass I(int): pass\nd, l, i = D(1), L([1]), I(5)\nd['k'] = l\nl.x = d",
        "[dict.__getitem__(d, 'k') is l, l.x is d, d.q, i + 1, type(i) is I, len(d)]",
        [True, True, 1, 6, True, 1],
    ),
    "errors of the code": (
        "class E(ValueError):\n    def __init__(self, a, b):\n        super().__init__(a)\n        self.b = b\ntry:\n    try: 1 / 0\n    except ZeroDivisionError as z: raise E(1, 2) from z\nexcept E as x: e = x",
        "[e.args == (1,), e.b, type(e.__cause__).__name__, isinstance(e, E)]",
        [True, 2, "ZeroDivisionError", True],
    ),
    "a guarded __new__": (
        "class A:\n    made = 0\n    def __new__(cls, x):\n        A.made += 1\n        return super().__new__(cls)\n    def __init__(self, x): self.x = x\na = A(1)",
        "[a.x, A.made, A(2).x, A.made]",
        [1, 1, 2, 2],
    ),
    "hooks do not run again": (
        "class A:\n    seen = []\n    def __init_subclass__(cls, **k): A.seen.append(cls.__name__)\nclass B(A): pass",
        "class C(A): pass\nA.seen",
        ["B", "C"],
    ),
    "a class that knows itself": (
        "class Node:\n    all = []\n    def __init__(self): Node.all.append(self)\nn = Node()",
        "[Node.all[0] is n, len(Node.all)]",
        [True, 1],
    ),
    "classes that know each other": ("class A: pass\nclass B: pass\nA.b, B.a = B, A\nx = A()", "x.b.a is A", True),
    "objects as keys": (
        "class K:\n    def __init__(self, n): self.n = n\n    def __hash__(self): return hash(self.n)\n    def __eq__(self, o): return self.n == o.n\nd = {K(1): 'a'}\ns = {K(2)}",
        "[d[K(1)], K(2) in s, K(3) in s]",
        ["a", True, False],
    ),
    "orderings": (
        "from functools import total_ordering\n@total_ordering\nclass A:\n    def __init__(self, n): self.n = n\n    def __eq__(self, o): return self.n == o.n\n    def __lt__(self, o): return self.n < o.n",
        "A(2) >= A(1)",
        True,
    ),
    "computed once": (
        "from functools import cached_property\nclass A:\n    n = 0\n    @cached_property\n    def v(self):\n        A.n += 1\n        return 5\na = A()\na.v",
        "[a.v, A.n, A().v, A.n]",
        [5, 1, 5, 2],
    ),
    "a class nobody names": (
        "def make():\n    class A:\n        def f(self): return 1\n    return A()\na = make()",
        "a.f()",
        1,
    ),
    "a namespace": ("from types import SimpleNamespace\ns = SimpleNamespace(a=1)", "s.b = 2\n[s.a, s.b]", [1, 2]),
    "an object that was called with": (
        "class A:\n    def __call__(self, x): return x + 1\n    def __enter__(self): return self\n    def __exit__(self, *e): pass\nf = A()\nb = A().__call__",
        "with f as g: pass\n[g(1), f is g, b(2)]",
        [2, True, 3],
    ),
}


def cases(table):
    return [pytest.param(*case, id=name.replace(" ", "-")) for name, case in table.items()]


class TestSurvives:
    @pytest.mark.parametrize(("before", "after", "value"), cases(VALUES))
    def test_values(self, split, before, after, value):
        """Data is the same, and what was one object is one object."""
        assert split(before, after)["value"] == value

    @pytest.mark.parametrize(("before", "after", "value"), cases(FUNCTIONS))
    def test_functions(self, split, before, after, value):
        """Functions do what they did; their globals are the namespace."""
        assert split(before, after)["value"] == value

    @pytest.mark.parametrize(("before", "after", "value"), cases(CLASSES))
    def test_classes(self, split, before, after, value):
        """Classes and their instances are what they were."""
        assert split(before, after)["value"] == value

    @pytest.mark.parametrize(("before", "after", "value"), cases({**FUNCTIONS, **CLASSES}))
    def test_twice(self, split, before, after, value):
        """What was restored can be saved and restored again."""
        assert split(before, "big = list(range(5000))", after)["value"] == value


class TestRoom:
    def test_tools(self, split):
        """A variable that is a tool is the tool."""
        assert split("t = double\nts = {'d': double}", "[t(2), ts['d'](3), t is double]", tools=[double])["value"] == [
            4,
            6,
            True,
        ]

    def test_random_numbers(self, split):
        """Random numbers go on where they stood."""
        draw = "import random, uuid\n[random.random(), random.Random().random(), str(uuid.uuid4())]"
        whole = split(f"a = ({draw.splitlines()[0]!r},)\n{draw}\nx = 1", draw, seed=5)["value"]
        with open_session(seed=5) as session:
            session.run(draw)
            assert session.run(draw)["value"] == whole

    def test_clock_goes_on(self, split):
        """No clock goes back, whatever machine goes on."""
        assert split(
            "import time\na = time.monotonic(), time.time()", "[time.monotonic() >= a[0], time.time() >= a[1]]"
        )["value"] == [True, True]

    def test_order_of_names(self, split):
        """The newest variable is named first, as before."""
        assert [v["name"] for v in split("a = 1\nb = 2\nc = [0] * 5000", "1")["variables"]] == ["c", "b", "a"]

    def test_traceback_shows_lines(self, split):
        """An error in a restored function shows the line it was written in."""
        assert "return 1 / x  # here" in split("def f(x):\n    return 1 / x  # here", "f(0)")["fault"]["trace"]


class TestUnkept:
    def test_is_named_to_the_code(self, split):
        """What cannot be saved is told after the restore, with its type and the line that made it."""
        seen = split("x = [1]\nrows = (n for n in x)", "x")
        assert seen["value"] == [1]
        assert "`rows` (generator), made by `rows = (n for n in x)`, could not be kept" in seen["output"]

    def test_is_named_at_a_name_error(self, split):
        """Whoever uses it later is told, too."""
        assert "`rows` (generator)" in split("rows = (n for n in [1])", "1", "rows")["fault"]["hint"]

    def test_takes_no_other_with_it(self, split):
        """Only the container that holds it is lost, and an attribute of a class."""
        seen = split(
            "g = (n for n in [1])\nbad = [g]\nclass A:\n    g = g\n    def f(self): return 1\na = A()\nx = 5",
            "[x, a.f(), 'g' in dir(A)]",
        )
        assert seen["value"] == [5, 1, False]
        assert all(name in seen["output"] for name in ("`g`", "`bad`", "`A.g`"))

    def test_too_large(self, tmp_path):
        """What is too large is left out and named; the rest is kept."""
        limits = Limits(snapshot_bytes=100_000)
        with open_session(snapshots=str(tmp_path), thread="t", limits=limits) as session:
            session.run("big = list(range(100_000))\nsmall = 1")
            kept = session.save()
            assert [item["name"] for item in kept["unkept"]] == ["big"]
            session.restore(kept)
            assert session.run("small")["value"] == 1

    def test_too_deep(self, split):
        """Data nested too deep is not kept, and does not end the worker."""
        seen = split("d = []\nfor _ in range(100_000): d = [d]\nx = 1", "x")
        assert seen["value"] == 1
        assert "`d` (list)" in seen["output"]

    def test_hash_that_never_ends(self, tmp_path):
        """Code that runs while it is restored stands under the clock."""
        limits = Limits(seconds=5, start_seconds=2)
        source = "slow = False\nclass K:\n    def __hash__(self):\n        while slow: pass\n        return 1\ns = {K()}\nslow = True\nb = [0] * 5000"
        with open_session(snapshots=str(tmp_path), thread="t", limits=limits) as session:
            session.run(source)
            kept = session.save()
            session.restore(kept)
            assert session.run("1")["value"] == 1


class TestScratch:
    def test_changed_files_go_along(self, tmp_path):
        """A file that is not as the host put it there is in the snapshot, and only such a one."""
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "given.txt").write_text("given")
        keepers = [keeper(tmp_path / name) for name in ("one", "two")]
        (tmp_path / "one" / "made.bin").write_bytes(b"\0made")
        parts, _ = keepers[0].save(1 << 20)
        assert list(parts.roles.values()).count("file") == 1
        keepers[1].restore([(parts.roles[digest], digest, bytearray(data)) for digest, data in parts.bytes.items()])
        assert (tmp_path / "two" / "made.bin").read_bytes() == b"\0made"


def keeper(folder):
    """Return the keeper of an empty room."""
    room = Room(builtins={}, warn=lambda _: None)
    parts = {"codes": Codes(), "sources": Sources(), "reads": Reads(), "chance": Chance(0)}
    return Keeper(room, **parts, folder=str(folder), given=seen(str(folder)), trust=Trust())
