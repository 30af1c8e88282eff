"""Code that works against the kernel: whatever it does, the session says what happened and goes on."""

import pytest
from sample import QUICK

from codenode import Limits, open_session

LIAR = "class S(str):\n    def __len__(self): return 1\n    def __getitem__(self, i): return 'm' * 5_000_000\n"


def echo(value: object) -> object:
    """Give the value back."""
    return value


def nest(depth: int) -> object:
    """Return lists in lists."""
    data: object = 1
    for _ in range(depth):
        data = [data]
    return data


def rows(count: int) -> list:
    """Return many lists."""
    return [[n] for n in range(count)]


@pytest.fixture
def room():
    """A session with tools."""
    with open_session(tools=[echo, nest, rows], limits=QUICK) as session:
        yield session


class TestObservation:
    @pytest.mark.parametrize(
        "code",
        [
            "{}[10 ** 5000]",
            LIAR + "class E(Exception):\n    def __str__(self): return S('x')\nraise E()",
            LIAR + "class R:\n    def __repr__(self): return S('x' * 5_000_000)\nR()",
            "from enum import Enum\nclass S(str):\n    def __getitem__(self, i): return 1 / 0\nEnum(S('X'), 'a b').a",
            "class T:\n    def join(self, xs): return T()\n    def __add__(self, o): return self\n    def __len__(self): return 1\nprint('a', sep=T())",
            "class V(list):\n    def __iter__(self):\n        d.pop('a', None); d[('t', 1)] = 2; return iter([])\nd = {'v': V([1]), 'a': 1, 'b': 2}\nd",
            "a = [0] * 9000\n[a] * 3000",
            "a = []\nfor _ in range(40): a = [a, a]\na",
            "bytes(50_000_000)",
            "range(10 ** 12)",
            "class B:\n    def __repr__(self): return 1 / 0\nb = B()\nb + 1",
            "class B:\n    def __repr__(self): final_answer(2)\nB()",
            "raise type('x', (Exception,), {})",
        ],
        ids=range(13),
    )
    def test_is_made(self, room, code):
        """Values, messages, keys and names that fight back become short observations; nothing is lost."""
        room.run("kept = 1")
        seen = room.run(code)
        assert seen["status"] != "lost"
        assert len(str(seen)) < 150_000
        assert room.run("kept")["value"] == 1

    def test_values_on_the_failing_line(self, room):
        """An error shows what the names on its line stood for, functions and modules apart."""
        fault = room.run("info = {'a': 1}\ntotal = 0\ntotal += sum(info)")["fault"]
        assert fault["values"] == "total = 0; info = {'a': 1}"
        assert "values" not in room.run("1 / 0  # __builtins__ __name__")["fault"]

    def test_values_in_a_function(self, room):
        """In a function the names are its own."""
        assert room.run("q = 0\ndef f(q):\n    return q['k']\nf({})")["fault"]["values"] == "q = {}"

    def test_a_failing_tool_has_a_hint(self, room):
        """An error that a tool raised says that it can be caught."""
        assert room.run("echo(1, 2)")["fault"]["hint"].startswith("the tool raised this")


class TestStatus:
    def test_looping_message(self, room):
        """An exception whose text loops is a time-out."""
        seen = room.run("class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E()")
        assert seen["status"] == "timeout"

    def test_endless_calls(self):
        """A loop of nothing but calls runs into the time-out, too, and the variables stay."""
        with open_session(tools=[echo], limits=Limits(seconds=0.3, grace=5), tool_calls=10**6) as session:
            session.run("kept = 1")
            assert session.run("while True: echo(1)")["status"] == "timeout"
            assert session.run("kept")["value"] == 1

    def test_forged_timeout(self, room):
        """The clock's exception, caught once and raised again later, is no time-out."""
        code = (
            "class Box:\n    def __enter__(self): return self\n    def __exit__(self, t, v, tb):\n        self.v = v\n        return True\n"
            "box = Box()\nwith box:\n    while True: pass"
        )
        room.run(code)
        assert room.run("raise box.v")["status"] == "error"

    def test_finalizer_answers_for_nobody(self, room):
        """A finalizer that runs after its action gives no answer to the next one."""
        code = "def g():\n    try: yield\n    finally: final_answer('forged')\ndef f():\n    x = g(); next(x); final_answer(x)\nf()"
        room.run(code)
        assert room.run("'mine'")["value"] == "mine"

    def test_freeing_takes_long(self, room):
        """A time-out whose unwinding takes long is still one, not a lost worker."""
        assert room.run("[[j] for j in range(10 ** 9)]")["status"] in {"timeout", "limit"}
        assert room.run("1")["value"] == 1


class TestCalls:
    def test_recursion_at_a_call(self, room):
        """Called at any depth, a tool's answer is never taken for another's."""
        code = (
            "def dive(n):\n    return dive(n - 1) if n else nest(50)\nwrong = []\n"
            "for n in range(880, 1000, 3):\n    try: dive(n)\n    except Exception: pass\n"
            "    if echo(n) != n: wrong.append(n)\nwrong"
        )
        assert room.run(code)["value"] == []

    def test_call_from_a_finalizer(self, room):
        """A finalizer that runs between a call and its answer cannot take the answer."""
        code = (
            "inner = []\ndef g(n):\n    try: yield\n    finally: inner.append(echo('inner'))\n"
            "def arm():\n    x = g(1); next(x); c = [x]; c.append(c)\narm()\nr = rows(3000)\n"
            "[len(r), echo('A'), echo('B'), inner in ([], ['inner'])]"
        )
        assert room.run(code)["value"] == [3000, "A", "B", True]

    def test_memory_at_a_call(self):
        """Memory that runs out at a call ends the worker or the call, never mixes answers."""
        with open_session(tools=[echo], limits=Limits(seconds=10, memory_bytes=200 << 20)) as session:
            code = (
                "kept = []\ntry:\n    while True: kept.append(bytearray(1 << 20))\nexcept MemoryError: pass\n"
                "try: echo('a' * 500_000)\nexcept Exception: pass\nkept.clear()\necho('b')"
            )
            seen = session.run(code)
            assert (seen["status"], seen["value"]) in {("ok", "b"), ("lost", None), ("limit", None)}
            assert session.run("echo('c')")["value"] == "c"
