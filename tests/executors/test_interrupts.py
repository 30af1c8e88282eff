"""Code cannot swallow its end: it is over in bounded time, and the session goes on."""

import os
import sys

import pytest

from codenode import Limits, open_session
from codenode.escapes.workers import RawExecutor
from codenode.executors.choose import reason

# Wide grace where the interrupt must work: only then a slow machine cannot turn it into a kill.
PATIENT = Limits(seconds=0.3, grace=20, memory_bytes=1 << 30)
# `make fuzz` tries them all.
STRIDE = 1 if "CODENODE_FUZZ" in os.environ else 2
HASTY = Limits(seconds=0.3, grace=0.3, memory_bytes=1 << 30)

GUARD = "class Guard:\n    def __enter__(self): return self\n    def __exit__(self, *found):\n        "
SWALLOW = "        while True:\n            try:\n                while True: pass\n            except: pass\n"
INTERRUPTED = {
    "loop": "while True: pass",
    "bare except": "while True:\n    try:\n        while True: pass\n    except: pass",
    "except Exception": "while True:\n    try:\n        while True: pass\n    except Exception: pass",
    "except group": "while True:\n    try:\n        while True: pass\n    except* Exception: pass",
    "finally": "try:\n    while True: pass\nfinally:\n    while True: pass",
    "finally in finally": "def f():\n    try:\n        while True: pass\n    finally: f()\nf()",
    "continue in finally": "def f():\n    try:\n        while True: pass\n    finally:\n        return f()\nf()",
    "suppress": "import contextlib\nwhile True:\n    with contextlib.suppress(Exception):\n        while True: pass",
    "exit loops": GUARD + "while True: pass\nwith Guard():\n    while True: pass",
    "exit swallows once": GUARD + "return True\nwith Guard():\n    while True: pass\nwhile True: pass",
    "generator": "def g():\n    while True:\n        try: yield 1\n        except: pass\nfor _ in g(): pass",
    "generator's finally": "def g():\n    try:\n        while True: yield 1\n    finally:\n        while True: pass\nfor _ in g(): pass",
    "repr": f"class A:\n    def __repr__(self):\n{SWALLOW}A()",
    "message": f"class E(Exception):\n    def __str__(self):\n{SWALLOW}raise E()",
    "equality": f"class A:\n    def __hash__(self): return 1\n    def __eq__(self, other):\n{SWALLOW}{{A(), A()}}",
    "sort": f"class A:\n    def __lt__(self, other):\n{SWALLOW}sorted([A(), A()])",
    "sleep": "import time\nwhile True:\n    try: time.sleep(0.1)\n    except: pass",
    "coroutine": "import asyncio\nwhile True:\n    try: await asyncio.sleep(0.01)\n    except: pass",
    "coroutine that spins": "async def f():\n    while True:\n        try:\n            while True: pass\n        except: pass\nawait f()",
    "awaits in finally": "import asyncio\nasync def f():\n    try:\n        while True: pass\n    finally: await f()\nawait f()",
    "tasks": (
        "import asyncio\nasync def f():\n    while True:\n        try: await asyncio.sleep(0)\n        except Exception: pass\n"
        "await asyncio.gather(*[f() for _ in range(500)])"
    ),
    "asynchronous generator": (
        "async def g():\n    while True:\n        try: yield 1\n        except: pass\nasync for _ in g(): pass"
    ),
    "power": "7 ** (10 ** 9)",
    "factorial": "import math\nmath.factorial(10 ** 8)",
    "regular expression": "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')",
}
UNINTERRUPTED = {
    "sum": "sum(range(10 ** 12))",
    "any": "any(iter(int, 1))",
    "deque": "import collections, itertools\ncollections.deque(itertools.repeat(0), maxlen=0)",
    "count": "import itertools\nmax(itertools.count())",
    "exit swallows": GUARD + "return True\nwhile True:\n    with Guard():\n        while True: pass",
}
FREED = {
    "lists": "a = []\nfor _ in range(10 ** 6): a = [a]\ndel a",
    "tuples": "a = ()\nfor _ in range(10 ** 6): a = (a,)\ndel a",
    "dicts": "a = {}\nfor _ in range(10 ** 6): a = {1: a}\ndel a",
    "objects": "class A:\n    def __init__(self, inner): self.inner = inner\na = None\nfor _ in range(10 ** 6): a = A(a)\ndel a",
    "closures": "def w(f): return lambda: f\na = None\nfor _ in range(10 ** 6): a = w(a)\ndel a",
    "errors": "a = None\nfor _ in range(10 ** 6): a = ValueError(a)\ndel a",
    "partials": "from functools import partial\na = print\nfor _ in range(10 ** 6): a = partial(a, 1)\ndel a",
    "generators": "def g(x):\n    yield from x\na = iter([])\nfor _ in range(10 ** 5): a = g(a)\ndel a",
    "iterators": "import itertools\na = iter([])\nfor _ in range(10 ** 6): a = itertools.chain(a)\ndel a",
    "aliases": "a = list[int]\nfor _ in range(10 ** 6): a = list[a]\ndel a",
    "long": "a = [[] for _ in range(5 * 10 ** 6)]\ndel a",
    "tracebacks": "a = None\nfor _ in range(10 ** 5):\n    try: raise ValueError from a\n    except ValueError as e: a = e\ndel a",
}
# With the language layer off: what an escape could do to the clock.
TRICKS = {
    "handler": "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass",
    "own handler": "import signal\nsignal.signal(signal.SIGALRM, lambda *_: None)\nwhile True: pass",
    "timer": "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0)\nwhile True: pass",
    "mask": "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass",
    "base exception": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
}


class TestInterrupt:
    @pytest.mark.parametrize("code", INTERRUPTED.values(), ids=INTERRUPTED)
    def test_keeps(self, code):
        """The interrupt ends it, and the variables stay."""
        with open_session(limits=PATIENT) as session:
            session.run("kept = 1")
            assert session.run(code)["status"] == "timeout"
            assert session.run("kept")["value"] == 1

    @pytest.mark.parametrize("code", UNINTERRUPTED.values(), ids=UNINTERRUPTED)
    def test_kills(self, code):
        """What no interrupt ends is killed, its losses are named, and the next action has a new worker."""
        with open_session(limits=HASTY) as session:
            session.run("lost = 1")
            fault = session.run(code)["fault"]
            assert (fault["type"], fault["hint"]) == ("TimeoutError", "variables lost: lost; define them again")
            assert session.run("2")["value"] == 2

    @pytest.mark.parametrize("code", [*FREED.values()][::STRIDE], ids=[*FREED][::STRIDE])
    def test_frees(self, code):
        """Freeing what is deep or long ends like anything else."""
        with open_session(limits=Limits(seconds=2, grace=20, memory_bytes=2 << 30)) as session:
            session.run("kept = 1")
            seen = session.run(code)
            assert seen["status"] in {"ok", "timeout", "limit"} or "variables lost: kept" in seen["fault"]["hint"]
            assert session.run("2")["value"] == 2

    @pytest.mark.parametrize("code", ["np.linalg.svd(np.ones((3000, 3000)))", "np.sort(np.random.rand(10 ** 8))"])
    def test_numpy(self, code):
        """Native code of a library is ended, too."""
        pytest.importorskip("numpy")
        with open_session(imports=["numpy"], limits=Limits(seconds=0.3, grace=0.3)) as session:
            session.run("import numpy as np")
            assert session.run(code)["status"] in {"timeout", "limit"}
            assert session.run("2")["value"] == 2

    # The worker's part is the same: a few show the host's.
    @pytest.mark.parametrize("code", [*INTERRUPTED.values()][:: 4 * STRIDE], ids=[*INTERRUPTED][:: 4 * STRIDE])
    async def test_async(self, code):
        """On an event loop they end the same way."""
        async with open_session(limits=PATIENT) as session:
            assert (await session.arun(code))["status"] == "timeout"
            assert (await session.arun("2"))["value"] == 2


@pytest.mark.skipif(sys.platform != "linux" or bool(reason()), reason="no jail on this machine")
class TestTricks:
    @pytest.mark.parametrize("code", TRICKS.values(), ids=TRICKS)
    def test_killed(self, code):
        """A worker that takes its own clock away is killed by the host's."""
        executor = RawExecutor()
        with open_session(executor=executor, limits=HASTY) as session:
            session.run("lost = 1")
            seen = session.run(code)
            assert (seen["status"], "limit seconds" in str(seen["fault"])) == ("timeout", True)
            assert session.run("print(2)")["output"] == "2\n"
        executor.close()
