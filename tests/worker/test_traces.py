"""What the model is shown of an error: its own lines, nothing of the room's, never more than fits."""

import pytest
from sample import QUICK

from codenode import Limits, memory, open_session
from codenode.worker.naming import ending, message, titled
from codenode.worker.places import places
from codenode.worker.sources import Sources
from codenode.worker.traces import MOST, trace

TITLE = "Traceback (most recent call last):"
DEEP = "def f(n):\n    return 1 / n\n\nf(0)"


@pytest.fixture(scope="module")
def room():
    """One session for all tests here."""
    with open_session(limits=Limits(seconds=3, grace=1)) as opened:
        yield opened


def traced(room, code):
    """Return the traceback of code that fails, as lines."""
    return room.run(code)["fault"]["trace"].splitlines()


def raised(code):
    """Run code in this process; return the traceback as it would be told, and its count."""
    sources = Sources()
    sources.add("<a>", code)
    try:
        exec(compile(code, "<a>", "exec"), {})
    except Exception as error:  # noqa: BLE001 - any error will do
        return trace(error, ending(titled(type(error)), message(error)), sources, "<a>")
    raise AssertionError("nothing was raised")


class TestFrames:
    def test_functions(self, room):
        """Each function on the way is shown with its line and carets under what failed."""
        assert traced(room, DEEP) == [
            TITLE,
            '  File "<action>", line 4, in <module>',
            "    f(0)",
            '  File "<action>", line 2, in f',
            "    return 1 / n",
            "           ~~^~~",
            "ZeroDivisionError: division by zero",
        ]

    def test_earlier_action(self, room):
        """A function of an earlier action shows the line it was written in."""
        room.run("def old():\n    # first\n    return [][3]")
        assert traced(room, "# second\nold()")[3:5] == [
            '  File "<earlier action>", line 3, in old',
            "    return [][3]",
        ]

    def test_library(self, room):
        """Frames of a library and of the room are left out."""
        lines = traced(room, "import json\njson.loads('{')")
        assert [line for line in lines if "File" in line] == ['  File "<action>", line 2, in <module>']
        assert lines[-1].startswith("json.decoder.JSONDecodeError: Expecting")

    def test_notes(self, room):
        """Notes stand under the message; what is no text is left out."""
        code = "e = ValueError('m')\ne.add_note('try 3')\nraise e"
        assert traced(room, code)[-2:] == ["ValueError: m", "try 3"]

    def test_own_class(self, room):
        """An exception class of the code is named as Python names one of the main module."""
        assert traced(room, "class Mine(Exception): pass\nraise Mine")[-1] == "Mine"

    def test_recursion(self, room):
        """A line that called itself is shown three times and counted."""
        lines = traced(room, "def r(n):\n    return r(n + 1)\nr(0)")
        assert sum("return r" in line for line in lines) == 3
        assert any(line.startswith("  [Previous line repeated 9") for line in lines)

    def test_long_way(self, room):
        """Of a long way through several functions the beginning and the end are shown."""
        lines = traced(room, "def a(n): return b(n)\ndef b(n): return a(n)\na(1)")
        assert any("more calls" in line for line in lines)
        assert len(lines) < 60

    def test_time_out(self):
        """A time-out says where the code was."""
        code = "def wait():\n    while True:\n        pass\nwait()"
        with open_session(limits=QUICK) as session:
            fault = session.run(code)["fault"]
        assert (fault["type"], fault["line"] in {2, 3}) == ("TimeoutError", True)
        assert fault["trace"].endswith("TimeoutError: stopped after 1 s")

    def test_time_out_in_a_handler(self):
        """After a time-out no message is made, also not of the error that was being handled."""
        code = "class E(Exception):\n    def __str__(self):\n        while True: pass\ntry:\n    raise E\nexcept E:\n    while True: pass"
        with open_session(limits=QUICK) as session:
            session.run("x = 1")
            assert session.run(code)["status"] == "timeout"
            assert session.run("x")["value"] == 1


class TestCarets:
    @pytest.mark.parametrize(
        ("code", "marks"),
        [
            ("x = 1 // (3 - 3)", "    ~~^^~~~~~~~~"),
            ("x = (1 + 1) ** 'a'", "    ~~~~~~~~^^~~~~"),
            ("x = {'a': {}}; x['a']['b']", "               ~~~~~~^^^^^"),
            ("x = 'ä' + nope", "          ^^^^"),
            ("s = 'a'; s.nope + 1", "         ^^^^^^"),
            ("import math; math.pi = 3", "             ^^^^^^^"),
            ("print(int('a'), 2)", "      ^^^^^^^^"),
            ("s = 'a'; x = s.format(1).obj2", "             ^^^^^^^^^^^^^^^^"),
        ],
    )
    def test_marks(self, room, code, marks):
        """Carets stand under the code's own expression, also where the room put a guard."""
        assert traced(room, code)[3] == f"    {marks}"

    def test_whole_line(self, room):
        """A line that failed as a whole has no carets."""
        assert traced(room, "int('a')")[2:] == [
            "    int('a')",
            "ValueError: invalid literal for int() with base 10: 'a'",
        ]

    def test_several_lines(self, room):
        """An expression of several lines is marked to the end of its first one."""
        assert traced(room, "x = max(\n    1,\n    'a',\n)")[2:4] == ["    x = max(", "        ^^^^"]


class TestChains:
    def test_cause(self, room):
        """The cause stands before the error, with the words Python has for it."""
        lines = traced(room, "try:\n    1 / 0\nexcept Exception as e:\n    raise ValueError('no') from e")
        assert lines.index("ZeroDivisionError: division by zero") < lines.index("ValueError: no")
        assert any("direct cause" in line for line in lines)

    def test_context(self, room):
        """An error in a handler shows what was handled, unless that was put aside."""
        code = "try:\n    1 / 0\nexcept Exception:\n    raise ValueError('no')"
        assert any("During handling" in line for line in traced(room, code))
        assert not any("During" in line for line in traced(room, code + " from None"))

    def test_ring(self, room):
        """Errors that cause each other are told once."""
        code = "a, b = ValueError('a'), ValueError('b')\na.__cause__ = b\nb.__cause__ = a\nraise a"
        seen = room.run(code)
        assert seen["status"] in {"error", "rejected"}
        assert raised(code)[0].count("ValueError: b") == 1

    def test_long_chain(self, room):
        """A long chain shows its last errors."""
        code = "e = None\nfor n in range(50):\n    try:\n        raise ValueError(n) from e\n    except ValueError as x:\n        e = x\nraise e"
        text = "\n".join(traced(room, code))
        assert "ValueError: 49" in text
        assert "ValueError: 40" not in text

    def test_group(self):
        """The members of a group are shown, a few of many."""
        text, count = raised("raise ExceptionGroup('g', [ValueError(n) for n in range(9)])")
        assert "ExceptionGroup: g (9 sub-exceptions)" in text
        assert [f"ValueError: {n}" in text for n in range(9)] == [True] * 5 + [False] * 4
        assert "and 4 more" in text
        assert count == 6

    def test_nested_groups(self):
        """Groups in groups in groups end somewhere."""
        text, _ = raised("g = ValueError()\nfor n in range(50): g = ExceptionGroup(str(n), [g, g])\nraise g")
        assert len(text) <= MOST + 100


class TestBounds:
    def test_long_text(self, room):
        """A long line and a long message are cut, head and tail stay."""
        lines = traced(room, "def f(x): raise ValueError('m' * 9_000 + 'end')  " + "#" * 9_000 + "\nf(1)")
        assert len("\n".join(lines)) <= MOST + 100
        assert lines[0] == TITLE

    def test_message_is_made_once(self, room):
        """The code that makes a message runs once."""
        code = "n = []\nclass E(Exception):\n    def __str__(self):\n        n.append(1)\n        return 'm'\nraise E"
        room.run(code)
        assert room.run("len(n)")["value"] == 1

    @pytest.mark.parametrize(
        "body",
        [
            "def __str__(self): return 1 / 0",
            "def __str__(self): final_answer(1)",
            "def __str__(self): raise self from self",
            "args = property(lambda self: 1 / 0)",
            "with_traceback = None",
        ],
    )
    def test_hostile_error(self, room, body):
        """Whatever an exception does when it is looked at, the session says that it was raised and lives."""
        code = (
            f"class E(Exception):\n    {body}\ntry:\n    raise E('inner')\nexcept E as e:\n    raise E('outer') from e"
        )
        assert room.run(code)["status"] in {"error", "final"}
        assert room.run("1")["value"] == 1

    def test_looping_cause(self):
        """A cause whose text loops is stopped by the clock."""
        code = "class E(Exception):\n    def __str__(self):\n        while True: pass\ntry: raise E\nexcept E as e: raise ValueError from e"
        with open_session(limits=QUICK) as session:
            assert session.run(code)["status"] == "timeout"

    def test_lying_lines(self):
        """Frames of a file that nobody gave are not shown."""
        assert places(ValueError(), Sources()) == []


class TestSources:
    def test_oldest_go_first(self):
        """Sources are bounded by their size; the newest stays."""
        sources = Sources()
        for name in "abc":
            sources.add(name, name * 700_000)
        assert [name in sources for name in "abc"] == [False, False, True]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_lines(self, end):
        """Lines end as Python's do, and at nothing else."""
        sources = Sources()
        sources.add("a", end.join(["x\x0cy\u2028z", "second"]))
        assert [sources.line("a", n) for n in (1, 2, 3, 0)] == ["x\x0cy\u2028z", "second", "", ""]


class TestShown:
    def test_in_a_function(self, room):
        """The model is shown the way through its functions."""
        text = memory.shown(room.run(DEEP), DEEP, 1_000)
        assert text.startswith(f"Observation:\n{TITLE}\n")
        assert text.endswith("ZeroDivisionError: division by zero\nwhere n = 0")

    @pytest.mark.parametrize(
        "code", ["x = 1\ny = x / 0", "x = 1\n[y / 0 for y in [x]]", "x = 1\nsum(y / 0 for y in [x])"]
    )
    def test_in_the_body(self, room, code):
        """An error in the action's own body stays short."""
        text = memory.shown(room.run(code), code, 1_000)
        assert text.startswith(
            f"Observation:\nError on line 2: ZeroDivisionError: division by zero\n    {code[6:]}\nwhere "
        )

    def test_full(self, room):
        """People on the command line get the carets in any case."""
        assert "~~^~~" in memory.shown(room.run("y = 1 / 0"), "y = 1 / 0", 1_000, full=True)

    @pytest.mark.parametrize(
        ("code", "line", "caret"),
        [
            ("x = = 1", "x = = 1", "    ^"),
            ("if 1:\n    ä = x.__globals__", "ä = x.__globals__", "    ^"),
            ("x = 1\nclass A:\n  def __del__(self): pass", "def __del__(self): pass", "^"),
        ],
    )
    def test_refusal(self, room, code, line, caret):
        """What does not compile is shown with a caret under the place."""
        lines = memory.shown(room.run(code), code, 1_000).splitlines()
        assert lines[2:4] == [f"    {line}", f"    {caret}"]
