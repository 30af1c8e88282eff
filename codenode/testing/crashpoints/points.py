"""Name the places around every durable write, and end this process, or a worker of it, at one of them."""

import inspect
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

JOURNAL = {
    "open": "journal.open",
    "aopen": "journal.open",
    "write": "journal.write",
    "awrite": "journal.write",
    "release": "journal.release",
    "arelease": "journal.release",
}
SAVER = {
    "put": "checkpoint.put",
    "aput": "checkpoint.put",
    "put_writes": "checkpoint.put_writes",
    "aput_writes": "checkpoint.put_writes",
}
SNAPSHOTS = {"write": "snapshot.write", "_put": "snapshot.put", "manifest": "snapshot.read", "parts": "snapshot.read"}
"""Of a store: a whole snapshot, and each of its parts and its manifest where they are written one by one."""
WORKER = {"taken": "worker.save", "given": "worker.restore"}
"""Of the module of sessions: while a worker writes its variables down, and while it makes them again."""
TOOL = ("tool.start", "tool.end")


def _around(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}:{when}" for name in dict.fromkeys(names) for when in ("before", "after"))


POINTS = _around(*JOURNAL.values(), *SAVER.values(), *TOOL)
"""Every place that has a name and that every run passes."""
SNAPSHOT_POINTS = _around(*SNAPSHOTS.values(), *WORKER.values())
"""Those that only runs of several actions pass."""
WORKER_POINTS = _around(*WORKER.values())
"""Those at which a worker or its server is killed, while the host lives on."""


class Points:
    """Counts how often each place is passed, and kills this process there when its turn has come.

        points = Points(at="journal.write:after", nth=2)
        points.watch(journal, JOURNAL)

    Args:
        at: one of `POINTS`; empty kills nothing.
        nth: at which passing, from 1.
        victim: `host`, which is this process, or its `worker` or `zygote`.
        after: seconds later; this process goes on meanwhile.
    """

    def __init__(self, at: str = "", nth: int = 1, *, victim: str = "host", after: float = 0.0) -> None:
        self.passed: Counter[str] = Counter()
        self.killed = ""
        """What was killed here, if this process lives to tell."""
        self._at = at
        self._nth = nth
        self._victim = victim
        self._after = after
        self._lock = threading.Lock()

    def reach(self, name: str) -> None:
        """Pass a place."""
        with self._lock:
            self.passed[name] += 1
            due = name == self._at and self.passed[name] == self._nth
        if due and self._after:
            threading.Timer(self._after, self._strike).start()
        elif due:
            self._strike()

    def _strike(self) -> None:
        self.killed = killed(os.getpid(), self._victim, spares=True)

    def watch(self, thing: T, methods: Mapping[str, str]) -> T:
        """Put a place before and after each of an object's methods, or a module's functions; return it.

        They block, are awaited, or are generators of effects.
        """
        for method, name in methods.items():
            if hasattr(thing, method):
                setattr(thing, method, self._watched(getattr(thing, method), name))
        return thing

    def _watched(self, method: Callable[..., Any], name: str) -> Callable[..., Any]:
        @wraps(method)
        def blocking(*args: Any, **kwargs: Any) -> Any:
            self.reach(f"{name}:before")
            result = method(*args, **kwargs)
            self.reach(f"{name}:after")
            return result

        @wraps(method)
        async def awaited(*args: Any, **kwargs: Any) -> Any:
            self.reach(f"{name}:before")
            result = await method(*args, **kwargs)
            self.reach(f"{name}:after")
            return result

        @wraps(method)
        def stepping(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
            self.reach(f"{name}:before")
            result = yield from method(*args, **kwargs)
            self.reach(f"{name}:after")
            return result

        if inspect.isgeneratorfunction(method):
            return stepping
        return awaited if inspect.iscoroutinefunction(method) else blocking


def killed(pid: int, victim: str, *, spares: bool = False) -> str:
    """Kill a host, its fork server, or a worker of it; say which, empty where there is none yet.

    Args:
        pid: of the host.
        victim: `host`, `zygote` or `worker`.
        spares: all its workers: nobody can tell from outside which of them works.
    """
    children = _children(pid)
    victims = {
        "host": [pid],
        "zygote": children,
        "worker": [worker for child in children for worker in _children(child)] or children,
    }[victim]
    found = ""
    for one in victims if spares else victims[:1]:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
            found = victim
    return found


def _children(pid: int) -> Sequence[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, task.read_text(encoding="ascii").split())
    return sorted(found)
