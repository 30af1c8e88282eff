"""Whatever is sent as an action ends in a clear observation, and the session goes on."""

# ruff: noqa: RUF001 - look-alikes are what is tested

import pytest

from codenode import Limits, open_session

ROOMY = Limits(seconds=10, grace=2)
KEPT = "kept = 41"
GONE = {"exec": "'x = 1'", "eval": "'1'", "compile": "'1', 'f', 'eval'", "globals": "", "locals": ""}


@pytest.fixture(scope="class")
def session():
    """One session for all: it must stay usable."""
    with open_session(executor="process", limits=ROOMY) as opened:
        opened.run(KEPT)
        yield opened


def fault_of(session, source):
    """Run the source; return its fault, once the session has shown that nothing was lost."""
    seen = session.run(source)
    assert session.run("kept + 1")["value"] == 42
    assert seen["status"] in {"rejected", "error", "limit"}
    assert "codenode" not in str(seen["fault"])
    return seen["fault"]


class TestText:
    @pytest.mark.parametrize("source", ["x = 1\0", "\0", "'a\0b'", "# \0", "x = 1\n\0\n"])
    def test_null_byte(self, session, source):
        """A null byte is named, and how to do without it."""
        fault = fault_of(session, source)
        assert "null byte" in fault["message"]
        assert fault["hint"] == "leave the null byte out"

    @pytest.mark.parametrize("source", ["x = '\ud800'", "\udfff = 1", "# \ud83d", "print('\udc80')"])
    def test_lone_surrogate(self, session, source):
        """Text that is no Unicode is refused, not sent half-way."""
        fault = fault_of(session, source)
        assert "surrogate" in fault["message"]
        assert "\\N{...}" in fault["hint"]

    def test_surrogate_as_data(self, session):
        """A surrogate that the code itself makes is its own affair."""
        assert session.run(r"'\ud800'")["status"] == "ok"
        assert fault_of(session, r"'\ud800'.encode()")["type"] == "UnicodeEncodeError"

    def test_much_source(self, session):
        """Ten megabytes of source are refused before they are parsed."""
        fault = fault_of(session, "x = 1\n" * 1_700_000)
        assert "10,200,000 characters" in fault["message"]
        assert fault["hint"]

    def test_one_long_line(self, session):
        """So is one line of ten megabytes."""
        assert "characters" in fault_of(session, f"x = '{'a' * 10_000_000}'")["message"]

    def test_long_source_within_the_ceiling(self, session):
        """A long action that is no attack runs."""
        assert session.run("\n".join(f"x{n} = {n}" for n in range(5_000)) + "\nx4999")["value"] == 4999

    @pytest.mark.parametrize("source", ["x = 1\ry = 2\r[x, y]", "x = 1\r\ny = 2\r\n[x, y]", "x = 1\r\ry = 2\r[x, y]"])
    def test_carriage_returns(self, session, source):
        """Every kind of line end ends a line, as in Python."""
        assert session.run(source)["value"] == [1, 2]

    def test_carriage_return_hides_nothing(self, session):
        """What stands behind a lone carriage return is checked, on a line of its own."""
        fault = fault_of(session, "# harmless\rx = 5\r(1).__class__.__mro__")
        assert (fault["line"], "__mro__" in fault["message"]) == (3, True)

    def test_form_feed_and_separators(self, session):
        """Characters that only look like line ends do not shift the lines of an error."""
        assert fault_of(session, "a = 1\x0c\nb = '\x1c\u2028'\n1 / 0")["line"] == 3
        assert fault_of(session, "b = '\u2028\x85'\n\nx.__dict__")["line"] == 3

    def test_byte_order_mark(self, session):
        """A byte order mark at the start is not an error."""
        assert session.run("\ufeffx = 7\nx")["value"] == 7

    def test_byte_order_mark_hides_nothing(self, session):
        """What follows the mark is checked as ever."""
        assert "__globals__" in fault_of(session, "\ufeffx = print.__globals__")["message"]

    def test_byte_order_mark_inside(self, session):
        """Elsewhere it is one, with its line."""
        assert fault_of(session, "x = 1\ny = \ufeff2")["line"] == 2

    @pytest.mark.parametrize("name", ["utf-7", "latin-1", "unicode_escape", "rot13", "no-such", "utf-16"])
    def test_encoding_cookie(self, session, name):
        """A cookie is a comment: the source is text already."""
        assert session.run(f"# -*- coding: {name} -*-\nx = 'é+AGEA-'\nx")["value"] == "é+AGEA-"

    def test_mixed_tabs(self, session):
        """Mixed tabs are Python's own error, with its line."""
        fault = fault_of(session, "if True:\n        x = 1\n\ty = 2")
        assert (fault["type"], fault["line"]) == ("TabError", 3)

    @pytest.mark.parametrize(
        "source", ["", " ", "\n\n", "\t", "# only this", "\\", "\x1a", "$", "?", "\u200b", "x = 1 \u00a0"]
    )
    def test_almost_nothing(self, session, source):
        """Sources of next to nothing are nothing, or an error."""
        assert session.run(source)["status"] in {"ok", "rejected"}
        assert session.run("kept")["value"] == 41


class TestDepth:
    @pytest.mark.parametrize(
        "source",
        [
            "(" * 10_000 + ")" * 10_000,
            "[" * 10_000 + "]" * 10_000,
            "x = " + "(" * 10_000 + "1" + ")" * 10_000,
            "f" + "(" * 10_000,
            "x = " + "-" * 100_000 + "1",
            "x = " + "not " * 50_000 + "1",
            "x = " + "1 + " * 100_000 + "1",
            "x = " + "a." * 50_000 + "b",
            "x = " + "[0]" * 50_000,
            "x = " + "lambda: " * 20_000 + "1",
            "x = " + "1 if 1 else " * 20_000 + "1",
            "x = " + "f'{" * 200 + "1" + "}'" * 200,
            "\n".join(" " * n + "if 1:" for n in range(150)),
            "\n".join(" " * n + "for i in a:" for n in range(60)) + " pass",
            "if 0: pass\n" + "elif 0: pass\n" * 20_000,
            "match x:\n case " + "[" * 5_000 + "]" * 5_000 + ": pass",
            "x: " + "(" * 10_000 + "1" + ")" * 10_000,
        ],
        ids=range(17),
    )
    def test_nesting(self, session, source):
        """Source nested beyond measure is an error that says so, or runs; nothing breaks."""
        seen = session.run(source)
        assert session.run("kept + 1")["value"] == 42
        assert seen["status"] in {"rejected", "error", "limit"}
        assert seen["fault"]["message"]

    @pytest.mark.parametrize(
        "source",
        [
            "def f(n): return f(n - 1) if n else 0\nf(5_000)",
            "a = []\nfor _ in range(100_000): a = [a]\nrepr(a)",
            "class A:\n    def __repr__(self): return repr(self)\nrepr(A())",
            "class A:\n    def __eq__(self, other): return self == other\nA() == A()",
            "import json\na = []\nfor _ in range(100_000): a = [a]\njson.dumps(a)",
            "import copy\na = []\nfor _ in range(5_000): a = [a]\ncopy.deepcopy(a)",
            "f = lambda: f()\nf()",
            "def g():\n    yield from g()\nlist(g())",
        ],
        ids=range(8),
    )
    def test_recursion(self, session, source):
        """Recursion without end is an error of its name, with a hint."""
        fault = fault_of(session, source)
        assert fault["type"] == "RecursionError"
        assert fault["hint"]

    def test_deep_value(self, session):
        """A value nested beyond measure is shown as what it is."""
        assert session.run("a = []\nfor _ in range(5_000): a = [a]\na")["status"] == "ok"
        assert session.run("kept")["value"] == 41


class TestForbiddenNames:
    @pytest.mark.parametrize("name", GONE)
    @pytest.mark.parametrize(
        "spelling",
        [
            "{0}({1})",
            "({0})({1})",
            "f = {0}\nf({1})",
            "[{0}][0]({1})",
            "(lambda g={0}: g({1}))()",
            "{wide}({1})",
            "list(map({0}, ['1']))",
            "from functools import partial\npartial({0}, {1})()",
            "import builtins\nbuiltins.{0}({1})",
            "__builtins__.{0}({1})",
            "__builtins__['{0}']({1})",
            "getattr(__builtins__, '{0}')({1})",
            "print.__self__.{0}({1})",
            "getattr(print, '__self__').{0}({1})",
            "getattr(len, '__' + 'self' + '__')",
            "import os\nos.{0}({1})",
            "f'{{{0}({1})}}'",
            "@{0}\ndef f(): pass",
            "class A({0}): pass",
            "del {0}",
            "match 1:\n    case {0}(): pass",
            "global {0}\n{0}({1})",
            "with {0}({1}): pass",
        ],
    )
    def test_every_spelling(self, session, name, spelling):
        """What turns text into code, or hands out the namespace, is not there in any spelling."""
        wide = "".join(chr(ord(letter) + 0xFEE0) for letter in name)
        fault = fault_of(session, spelling.format(name, GONE[name], wide=wide))
        assert fault["type"] in {"NameError", "SyntaxError", "AttributeError", "ImportError", "ModuleNotFoundError"}

    @pytest.mark.parametrize("name", [*GONE, "breakpoint", "help", "exit", "quit", "input"])
    def test_hint(self, session, name):
        """The hint says what to do instead."""
        assert fault_of(session, f"{name}()")["hint"] or name == "input"

    @pytest.mark.parametrize(
        "source",
        [
            "__import__('os')",
            "__ｉmport__('os')",
            "__import__ = 1",
            "ｅｖａｌ('1')",
            "ｅxec('1')",
            "x = 5\nx.__ｃlass__.__ｍro__",
            "x = 5\nx.ｇi_frame",
            "𝓮𝓿𝓪𝓵('1')",
            "𝐞𝐱𝐞𝐜('1')",
            "ℯval('1')",
            "_\uff3fimport_\uff3f('os')",
            "import 𝗼𝘀",
            "from ｏs import path",
            "getattr(5, '__ｃlass__')",
            "def ｆ(__ｂuiltins__): pass",
            "class A:\n    def __ｄel__(self): pass",
        ],
    )
    def test_look_alikes(self, session, source):
        """Names are normalised before they are checked, as Python itself does."""
        fault = fault_of(session, source)
        assert fault["type"] in {"NameError", "SyntaxError", "AttributeError", "ImportError", "ModuleNotFoundError"}

    def test_ligature(self, session):
        """A ligature is the letters it stands for, in Python's own way."""
        assert session.run("ﬁle = 3\nfile + 1")["value"] == 4
        assert session.run("ｌｅｎ('ab')")["value"] == 2
