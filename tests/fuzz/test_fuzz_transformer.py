"""Whatever the source, what the transformer lets through reads no power without a guard."""

import ast
import warnings

import pytest
from fuzz.amount import MORE, chance, rounds
from fuzz.mutations import Mutator
from fuzz.unguarded import unguarded, unguarded_code

from codenode.worker.policy.compiler import Refusal, compile_action
from codenode.worker.policy.transformer import Policy, Refused

# Each is what the checker must find, were it let through.
HOLES = [
    "x.gi_frame",
    "x.format",
    "x._private",
    "x.__class__",
    "x.y = 1",
    "del x.y",
    "x.format += 1",
    "from os import *",
    "import a._b",
    "__import__",
    "__x__ = 1",
    "def f(__x__): pass",
    "class A(metaclass=B): pass",
    "try: pass\nexcept: pass",
    "try: pass\nexcept BaseException: pass",
    "match x:\n    case A(__class__=y): pass",
    "class A:\n    def f(self): self._x",
    "[x._y for x in z]",
    "f'{x.gi_frame}'",
    "lambda: x.__dict__",
]


def let_through(source):
    """Return the tree that the transformer makes of a source, None where it refuses."""
    try:
        return Policy().visit(ast.parse(source))
    except (Refused, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class TestChecker:
    @pytest.mark.parametrize("source", HOLES)
    def test_finds(self, source):
        """The second opinion sees a hole when there is one."""
        assert unguarded(ast.parse(source)) or unguarded_code(compile(source, "<hole>", "exec"))

    def test_bytecode(self):
        """So does the one about the compiled code."""
        assert unguarded_code(compile("def f():\n    return lambda x: x.gi_frame", "<hole>", "exec"))


class TestTransformer:
    def test_no_unguarded_access(self):
        """No mutant of an escape or of a snippet gets a power out of the transformer."""
        mutator, passed = Mutator(chance()), 0
        total = rounds(700)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(total):
                source = mutator.program()
                tree = let_through(source)
                if tree is not None:
                    passed += 1
                    assert unguarded(tree) == [], source
                    assert no_holes(source) == [], source
        print(f"{total:,} mutants, {passed:,} let through")  # noqa: T201 - for who asked for many
        assert passed > total // 20

    def test_sources(self):
        """What is mutated is let through or refused as it stands, and holds no hole."""
        for source in Mutator(chance()).sources[:: 1 if MORE else 5]:
            tree = let_through(source)
            assert tree is None or unguarded(tree) == [], source


def no_holes(source):
    """Return the holes in the code of an action."""
    try:
        return unguarded_code(compile_action(source, "<fuzz>"))
    except Refusal:  # Python's own compiler refuses more than its parser does
        return []
