"""Type parameters, and what their late evaluation could reach."""

import sys

import pytest

from codenode.worker.policy.compiler import Refusal, compile_action
from codenode.worker.policy.room import Room

pytestmark = pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters came with Python 3.12")


def foreign():
    """Stand for a function of the host."""


def run(source):
    """Run a source in a room."""
    return Room(builtins={"foreign": foreign}, warn=print).run(compile_action(source, "<action>"))


class TestSyntax:
    @pytest.mark.parametrize(
        ("source", "value"),
        [
            ("def f[T](x: T) -> T: return x\nf(3)", 3),
            (
                "class Box[T]:\n    def __init__(self, x: T): self._x = x\n    def get(self) -> T: return self._x\nBox[int](4).get()",
                4,
            ),
            (
                "class A[T]: pass\nclass B[T: (int, str)](A[T]): pass\nclass C[*Ts, **P]: pass\nisinstance(B(), A), C().__class__ is C",
                (True, True),
            ),
            ("type Pair[T] = tuple[T, T]\nstr(Pair), str(Pair[int])", ("Pair", "Pair[int]")),
            ("type X = list[Later]\nLater = int\nX.__value__ == list[int]", True),
            ("type A = dict[str, A]\nstr(A.__value__)", "dict[str, A]"),
            (
                "class C:\n    n = 3\n    type N = n\n    def m[T](self, x: T = n): return x\nC.N.__value__, C().m()",
                (3, 3),
            ),
            ("from dataclasses import dataclass\n@dataclass\nclass P[T]:\n    x: T\nP(1) == P(1)", True),
            ("async def f[T](x: T) -> T: return x\nawait f(5)", 5),
            ("T = 7\ndef f[T](x: T): return T.__name__\nf(1), T", ("T", 7)),
            ("def f():\n    type X = int\n    return X\nf().__value__ is int", True),
        ],
    )
    def test_as_cpython(self, source, value):
        """They mean what they mean in CPython."""
        assert run(source) == value

    @pytest.mark.parametrize(
        "source",
        [
            "def f[T: foreign.__globals__](x): pass",
            "type X = foreign.__code__",
            "class C[T: (lambda: foreign.__globals__)]: pass",
            "type __name__ = int",
            "def f[__builtins__](): pass",
            "type X[__import__] = int",
            "class C[T](metaclass=foreign): pass",
        ],
    )
    def test_refused(self, source):
        """Bounds, values and names are checked like any other code."""
        with pytest.raises(Refusal):
            compile_action(source, "<action>")


class TestLateEvaluation:
    @pytest.mark.parametrize(
        "source",
        [
            "type X = getattr(foreign, '__globals__')\nX.__value__",
            "type X = foreign.format\nX.__value__",
            "class C:\n    def m(self):\n        type X[self] = self._x\n        return X\nC().m().__value__",
            "class C:\n    def m(self):\n        type self = foreign\n        self.marker = 1\nC().m()",
            "class C:\n    def m[self](self, x=foreign):\n        self.marker = 1\nC.m(foreign)",
            "class C:\n    type __slots__ = foreign\nC",
            "def f[T]():\n    T.__bound__\nf()",
            "def f[T](): return T\nt = f()\nt.marker = 1",
            "type X = 1 / 0\nX.__value__",
            "class C[T](foreign): pass",
        ],
    )
    def test_harmless(self, source):
        """What is evaluated late runs under the same guards."""
        with pytest.raises(Exception):  # noqa: B017, PT011 - whatever stops it
            run(source)
        assert not vars(foreign)

    def test_defaults(self):
        """Defaults of type parameters (Python 3.13) are checked and evaluated like bounds."""
        source = "class C[T = foreign.__globals__]: pass"
        with pytest.raises(Refusal):
            compile_action(source, "<action>")


@pytest.mark.skipif(sys.version_info < (3, 14), reason="template strings came with Python 3.14")
class TestTemplateStrings:
    # Written from the documentation: not run on 3.14 yet.
    def test_parts(self):
        """A template string holds its texts and values."""
        source = "name = 'x'\nt = t'a {name!r:>3} b'\n"
        assert run(source + "t.strings, t.values") == (("a ", " b"), ("x",))
        assert run(source + "i = t.interpolations[0]\ni.value, i.expression, i.conversion, i.format_spec") == (
            ("x", "name", "r", ">3")
        )

    def test_refused(self):
        """What stands in one is checked like any other code."""
        with pytest.raises(Refusal):
            compile_action("t'{foreign.__globals__}'", "<action>")
