"""What a soak does to a host: work, escapes, exhaustion, time-outs, kills, lies. Each is one session's life."""

import asyncio
import json
import os
import random
import signal
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from codenode import ExecutorError, Limits, OpenSession, create_code_agent, open_session
from codenode.escapes.attack import attacks
from codenode.escapes.held import Workers, outcome
from codenode.escapes.stand_ins import USER
from codenode.testing import FakeExecutor, ScriptedModel
from codenode.worker.frames import HEADER, pack

PATIENT = Limits(seconds=60, grace=10, memory_bytes=512 << 20)
HASTY = Limits(seconds=0.2, grace=0.3, memory_bytes=256 << 20, frame_bytes=1 << 20, output_bytes=10_000)
EXHAUSTION = (
    "kept = []\nwhile True: kept.append(bytearray(1 << 20))",
    "'a' * (1 << 40)",
    "def f(): f()\nf()",
    "print('a' * 5_000_000)",
    "list(range(10 ** 6))",
    "tool('a' * 3_000_000)",
    "a = []\nfor _ in range(10 ** 6): a = [a]\ndel a",
    "[[j] for j in range(10 ** 9)]",
    "while True: print('flood')",
    "while True: tool(1)",
    "7 ** (10 ** 9)",
    "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')",
    "while True:\n    try:\n        while True: pass\n    except: pass",
    "import asyncio\nwhile True:\n    try: await asyncio.sleep(0.01)\n    except: pass",
)
KILLED = (
    "sum(range(10 ** 12))",
    (
        "class G:\n    def __enter__(self): return self\n    def __exit__(self, *found): return True\n\nwhile True:\n"
        "    with G():\n        while True: pass"
    ),
)
WORK = (
    ("total = 0\nfor n in range(1000): total += n\ntotal", 499500),
    ("[tool(n) for n in range(5)]", [1, 1, 1, 1, 1]),
    ("import json, math\njson.loads(json.dumps({'a': math.factorial(10)}))['a']", 3628800),
    ("class P:\n    def __init__(self, x): self.x = x\nsorted((P(n) for n in (3, 1, 2)), key=lambda p: p.x)[0].x", 1),
    ("async def f(n): return n\nimport asyncio\nsum(await asyncio.gather(*[f(n) for n in range(10)]))", 45),
    ("try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    s = str(e)\ns", "division by zero"),
)
DONE = {"type": "done", "status": "ok", "value": 1, "preview": "1", "fault": None, "truncated": False, "variables": []}
LIES = (
    b"\xff\xfe\xfd\xfc" * 10,
    struct.pack("<I", 0xFFFFFFFF),
    pack(DONE)[:-3],
    HEADER.pack(1 << 19) + b"[" * (1 << 19),
    pack({**DONE, "status": "great"}),
    pack({"type": "calls", "calls": [{"id": 7, "tool": "../../etc", "args": [], "kwargs": {}}]}) * 50,
    pack({"type": "output", "text": "a" * 60_000}) * 50,
    json.dumps(DONE).encode(),
    b"",
)


class Wrong(Exception):  # noqa: N818 - says what it saw
    """The host was not what it must be."""


def tool(value: object = None) -> int:  # noqa: ARG001 - the code may pass something
    """Take anything."""
    return 1


def add(first: int, second: int) -> int:
    """Add two numbers."""
    return first + second


class Attacks:
    """All there is to do; `one` does a random piece of it, `aone` does one on an event loop."""

    def __init__(self, seed: int) -> None:
        self.corpus = [attack for attack in attacks() if not attack.needs]
        self.workers = Workers()
        self.done: dict[str, int] = {}
        self._lock = threading.Lock()
        self._chance = random.Random(seed)  # noqa: S311 - which piece comes next is no secret

    def close(self) -> None:
        """End the servers that are its own."""
        self.workers.close()

    def one(self) -> None:
        """Live through one session."""
        kinds = (
            self.work,
            self.work,
            self.escape,
            self.escape,
            self.exhaust,
            self.kill,
            self.shoot,
            self.lie,
            self.agent,
        )
        self._counted(self._chance.choice(kinds))()

    async def aone(self) -> None:
        """Live through one session on an event loop."""
        kinds = (self.awork, self.awork, self.aescape, self.aexhaust, self.acancel)
        await self._counted(self._chance.choice(kinds))()

    def _counted(self, kind: Any) -> Any:
        with self._lock:
            name = kind.__name__
            self.done[name] = self.done.get(name, 0) + 1
        return kind

    def work(self) -> None:
        """Actions that must be right."""
        with open_session(executor=self._executor(), tools=[tool], limits=PATIENT) as session:
            for code, value in self._chance.sample(WORK, 3):
                _right(session.run(code), value)

    async def awork(self) -> None:
        """The same, awaited."""
        async with open_session(tools=[tool], limits=PATIENT) as session:
            for code, value in self._chance.sample(WORK, 3):
                _right(await session.arun(code), value)

    def escape(self) -> None:
        """Attacks of the corpus, each in the way of its kind."""
        for attack in self._chance.sample(self.corpus, 3):
            verdict, told = outcome(attack, self.workers)
            if verdict == "got through":
                raise Wrong(f"{attack.id}: {told}")

    async def aescape(self) -> None:
        """Attacks on the language, one after the other; the session answers afterwards."""
        async with open_session(tools=[tool], limits=PATIENT) as session:
            await session.arun(USER)
            for attack in self._chance.sample([one for one in self.corpus if one.group == "language"], 5):
                _seen(await session.arun(attack.source))
            _right(await session.arun("1 + 1"), 2)

    def exhaust(self) -> None:
        """Ceilings passed, some of them by killing."""
        with open_session(executor=self._executor(), tools=[tool], limits=HASTY) as session:
            for code in self._chance.sample(EXHAUSTION, 2):
                _seen(session.run(code))
            _goes_on(session)

    async def aexhaust(self) -> None:
        """The same, awaited."""
        async with open_session(tools=[tool], limits=HASTY) as session:
            for code in self._chance.sample(EXHAUSTION, 2):
                _seen(await session.arun(code))

    def kill(self) -> None:
        """C loops and swallowed interrupts: killed by the host."""
        with open_session(limits=HASTY) as session:
            if _seen(session.run(self._chance.choice(KILLED)))["status"] != "timeout":
                raise Wrong("not killed")
            _goes_on(session)

    def shoot(self) -> None:
        """A worker that is killed or stopped from outside in the middle of an action."""

        def strike(number: int) -> int:
            """Send the signal."""
            os.kill(session._session.connection.pid, number)  # type: ignore[union-attr, attr-defined] # noqa: SLF001
            return 1

        with open_session(executor=self._executor(), tools=[strike], limits=HASTY) as session:
            _seen(session.run(f"strike({self._chance.choice((signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV))})"))
            _goes_on(session)

    def lie(self) -> None:
        """A worker that says anything."""

        def part(end: Any) -> None:
            end.sendall(data)
            if self._chance.random() < 0.5:
                end.shutdown(2)

        data = self._chance.choice(LIES)
        with open_session(executor=FakeExecutor(part), tools=[tool], limits=HASTY) as session, suppress(ExecutorError):
            _seen(session.run("1"))

    def agent(self) -> None:
        """An agent's run: an error, then an answer."""
        model = ScriptedModel(["```python\n1 / 0\n```", "```python\nfinal_answer(add(1, 2))\n```"])
        found = create_code_agent(model, [add], limits=PATIENT).invoke({"messages": [("user", "go")]})
        if found["structured_response"] != 3:
            raise Wrong(f"the agent answered {found['structured_response']!r}")

    async def acancel(self) -> None:
        """An action that is cancelled in the middle."""
        async with open_session(tools=[tool], limits=PATIENT) as session:
            running = asyncio.ensure_future(session.arun("while True: pass"))
            await asyncio.sleep(self._chance.random() / 10)
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            _right(await session.arun("1 + 1"), 2)

    def _executor(self) -> str:
        return self._chance.choice(("auto", "auto", "auto", "process"))


def _seen(seen: Any) -> Any:
    if seen["status"] not in {"ok", "final", "error", "rejected", "timeout", "limit", "lost"}:
        raise Wrong(f"no such status: {seen}")
    return seen


def _right(seen: Any, value: object) -> None:
    if seen["value"] != value:
        raise Wrong(f"{seen} and not {value!r}")


def _goes_on(session: OpenSession) -> None:
    # Not at once: memory that the code holds on to is the code's own affair.
    session.run("kept = None")
    session.run("1 + 1")


def until(end: float, work: Callable[[], None]) -> list[str]:
    """Do it again and again until the time has come; return what went wrong."""
    wrong: list[str] = []
    while time.monotonic() < end:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it is, it counts
            wrong.append(_told(error))
    return wrong


async def auntil(end: float, work: Callable[[], Any]) -> list[str]:
    """The same on an event loop."""
    wrong: list[str] = []
    while time.monotonic() < end:
        try:
            await work()
        except Exception as error:  # noqa: BLE001
            wrong.append(_told(error))
    return wrong


def _told(error: Exception) -> str:
    place = error.__traceback__.tb_next if error.__traceback__ else None
    return f"{place.tb_frame.f_code.co_name if place else ''}: {type(error).__name__}: {error}"[:400]
