"""Which attributes are read and written, and of what."""

import pytest

from codenode.worker.policy.compiler import compile_action
from codenode.worker.policy.names import INSPECT, SENSITIVE
from codenode.worker.policy.room import Room


@pytest.fixture
def run():
    """Return a function that runs a source in one room."""
    room = Room(builtins={"tool": lambda x=0: x}, warn=print)
    return lambda source: room.run(compile_action(source, "<action>"))


class TestRead:
    @pytest.mark.parametrize("name", sorted(INSPECT | {"__globals__", "__dict__", "__subclasses__", "__self__"}))
    def test_refused_by_getattr(self, run, name):
        """`getattr` knows the names that source code may not write."""
        with pytest.raises(AttributeError, match="not accessible here"):
            run(f"getattr(tool, {name!r})")

    @pytest.mark.parametrize("name", sorted(SENSITIVE))
    def test_own_attribute(self, run, name):
        """A sensitive name is an ordinary one on the code's own objects."""
        assert run(f"class A:\n    def {name}(self): return 1\nA().{name}()") == 1
        assert run(f"a = A()\na.{name} = 5\na.{name}, getattr(a, {name!r})") == (5, 5)

    def test_default(self, run):
        """`getattr` with a default answers it, also for what is refused."""
        assert run("getattr(tool, '__code__', 7), getattr(3, 'nope', None)") == (7, None)

    def test_hasattr(self, run):
        """`hasattr` tells the truth."""
        assert run("[hasattr([], n) for n in ('append', '__iter__', 'nope')]") == [True, True, False]

    def test_type(self, run):
        """`type` of a class is `type`, and `__class__` agrees."""
        assert run("type(int) is type, (3).__class__ is int, int.__class__ is type, type(type) is type") == (True,) * 4

    def test_vars_and_dir(self, run):
        """`vars` copies, `dir` lists public names."""
        assert run("class A:\n    x = 1\na = A()\na.y = 2\nvars(a)['y'] = 3\n(vars(a), dir(a), vars(A))") == (
            {"y": 2},
            ["x", "y"],
            {"x": 1},
        )

    def test_super_private(self, run):
        """`super()` reaches private methods of own bases."""
        run("class A:\n    def _f(self): return 1")
        assert run("class B(A):\n    def _f(self): return super()._f() + 1\nB()._f()") == 2


class TestWrite:
    @pytest.mark.parametrize("target", ["tool.x", "int.x", "'a'.x", "print_.x", "(lambda: 0).__code__", "type.x"])
    def test_foreign(self, run, target):
        """Nothing that the code did not make can be written to."""
        with pytest.raises((TypeError, SyntaxError), match=r"cannot set|not accessible"):
            run(f"print_ = len\n{target} = 1")

    def test_own(self, run):
        """Own objects, classes, functions and errors can."""
        run("class A: pass\na = A()\na.x = A.y = 1\ndef f(): pass\nf.n = 2\nf.__name__ = 'g'")
        assert run("e = ValueError()\ne.code = 3\na.x, a.y, f.n, f.__name__, e.code") == (1, 1, 2, "g", 3)

    def test_library_tables(self, run):
        """The few library attributes that people set can be set."""
        source = "from decimal import getcontext\nfrom collections import defaultdict\n"
        assert (
            run(source + "getcontext().prec = 28\nd = defaultdict(int)\nd.default_factory = None\nd.default_factory")
            is None
        )

    def test_frozen(self, run):
        """`object.__setattr__` serves frozen dataclasses, on own objects only."""
        with pytest.raises(TypeError, match="cannot set attribute"):
            run("object.__setattr__(tool, 'x', 1)")


class TestPandas:
    """Stands in for pandas: what counts is the module of the type."""

    def test_dispatch(self):
        """A method's name given as data is checked like one in the source."""
        frame = type("Frame", (), {"__module__": "pandas.core.frame", "agg": lambda self, *a, **k: a or k})()
        room = Room(builtins={"frame": frame}, warn=print)
        assert room.run(compile_action("frame.agg('sum')", "<a>")) == ("sum",)
        for argument in ("'to_pickle'", "['__reduce__']", "{'a': 'eval'}", "x=('a', 'to_csv')"):
            with pytest.raises(AttributeError, match="cannot be applied by name"):
                room.run(compile_action(f"frame.agg({argument})", "<a>"))

    def test_library_methods(self):
        """Methods that open files are refused, with advice; a query that does more than compare, too."""
        methods = {"query": lambda self, text, **_: text, "to_parquet": lambda self, path: path}
        frame = type("Frame", (), {"__module__": "pandas.core.frame", **methods})()
        room = Room(builtins={"frame": frame}, warn=print)
        assert room.run(compile_action("frame.query('a > 1')", "<a>")) == "a > 1"
        with pytest.raises(PermissionError, match=r"select rows with df\["):
            room.run(compile_action("frame.query('a.to_csv(1)')", "<a>"))
        with pytest.raises(AttributeError, match=r"to_csv\(\) and to_json\(\) without a path"):
            room.run(compile_action("frame.to_parquet('x')", "<a>"))

    def test_labels(self):
        """Labels of a frame may be set."""
        frame = type("Frame", (), {"__module__": "pandas.core.frame"})()
        Room(builtins={"frame": frame}, warn=print).run(compile_action("frame.columns = ['a']", "<a>"))
        assert frame.columns == ["a"]
