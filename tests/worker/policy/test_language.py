"""What models write means here what it means in CPython."""

import ast
import asyncio
import contextlib
import io
import json
from pathlib import Path

import pytest

from codenode.worker.policy.compiler import compile_action
from codenode.worker.policy.room import Room

HERE = Path(__file__).parent
CASES = [json.loads(line) for line in (HERE / "cases.jsonl").read_text().splitlines()]
FEATURES = sorted((HERE / "features").glob("*.py"))
# Refused on purpose; the hint says what to write instead.
OUT_OF_SCOPE = {"class_kw_meta", "try_sysexit", "print_file"}
COROUTINE = 0x80


def here(source):
    """Run the source in a room; return the value's text, or the error's."""
    room = Room(builtins={"print": print}, warn=print)
    return ended(lambda: room.run(compile_action(source, "<action>")))


def cpython(source):
    """Run the source as CPython does, with the value of the last expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else ast.Expr(ast.Constant(None))
    codes = [compiled(tree, "exec"), compiled(ast.fix_missing_locations(ast.Expression(last.value)), "eval")]
    namespace = {"__name__": "__main__"}

    async def awaited():
        values = [await eval(code, namespace) if code.co_flags & COROUTINE else eval(code, namespace) for code in codes]
        return values[-1]

    if any(code.co_flags & COROUTINE for code in codes):
        return ended(lambda: asyncio.run(awaited()))
    return ended(lambda: [eval(code, namespace) for code in codes][-1])


def compiled(tree, mode):
    """Compile as a notebook does, with `await` at the top level."""
    return compile(tree, "<action>", mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


def ended(run):
    """Return what came out, as text that two runs share."""
    with contextlib.redirect_stdout(io.StringIO()) as shown:
        try:
            result = repr(run())
        except Exception as error:  # noqa: BLE001 - whatever it is, CPython must say the same
            result = f"{type(error).__name__}: {error}"
    return result, shown.getvalue()


class TestCases:
    @pytest.mark.parametrize(
        "case", [case for case in CASES if case["id"] not in OUT_OF_SCOPE], ids=lambda case: case["id"]
    )
    def test_as_cpython(self, case):
        """The case gives CPython's answer; a case without one raises."""
        result, _ = here(case["code"])
        assert result == case["cpython"] if case["cpython"] is not None else ": " in result

    @pytest.mark.parametrize(
        "case", [case for case in CASES if case["id"] in OUT_OF_SCOPE], ids=lambda case: case["id"]
    )
    def test_out_of_scope(self, case):
        """What is out of scope is refused, or its import is."""
        result, _ = here(case["code"])
        assert result.startswith(("Refusal: ", "ModuleNotFoundError: import of 'sys' is not allowed here"))


class TestFeatures:
    @pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.stem)
    def test_as_cpython(self, path):
        """The file's value, error and output are CPython's."""
        source = path.read_text()
        assert here(source) == cpython(source)


class TestDataclass:
    def test_text_annotations(self):
        """`ClassVar`, `InitVar` and `KW_ONLY` count when annotations are text."""
        source = (
            "from __future__ import annotations\nfrom dataclasses import KW_ONLY, InitVar, dataclass\n"
            "from typing import ClassVar\n@dataclass\nclass A:\n    n: ClassVar[int] = 3\n"
            "    i: InitVar[int] = 1\n    x: Unknown = 0\n    _: KW_ONLY\n    z: int = 5\n"
            "    def __post_init__(self, i):\n        self.x += i\n"
            "A(4, z=2), A.n"
        )
        assert here(source) == ("(A(x=4, z=2), 3)", "")


class TestSession:
    def test_names_stay(self):
        """Names, functions and classes of one action serve the next."""
        room = Room(builtins={}, warn=print)
        room.run(compile_action("class A:\n    def __init__(self):\n        self._x = n\nn = 5", "<1>"))
        room.run(compile_action("def f():\n    global n\n    n += 1\n    return A()._x", "<2>"))
        assert room.run(compile_action("f(), n", "<3>")) == (6, 6)

    def test_no_value(self):
        """An action that ends in a statement has no value."""
        room = Room(builtins={}, warn=print)
        assert room.run(compile_action("1\nx = 2", "<1>")) is None
