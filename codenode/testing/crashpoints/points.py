"""Name the places around every durable write, and end this process at one of them."""

import inspect
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from functools import wraps
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
TOOL = ("tool.start", "tool.end")
POINTS = tuple(
    f"{name}:{when}"
    for name in (*dict.fromkeys([*JOURNAL.values(), *SAVER.values()]), *TOOL)
    for when in ("before", "after")
)
"""Every place that has a name."""


class Points:
    """Counts how often each place is passed, and kills this process there when its turn has come.

        points = Points(at="journal.write:after", nth=2)
        points.watch(journal, JOURNAL)

    Args:
        at: one of `POINTS`; empty kills nothing.
        nth: at which passing, from 1.
    """

    def __init__(self, at: str = "", nth: int = 1) -> None:
        self.passed: Counter[str] = Counter()
        self._at = at
        self._nth = nth
        self._lock = threading.Lock()

    def reach(self, name: str) -> None:
        """Pass a place."""
        with self._lock:
            self.passed[name] += 1
            if name == self._at and self.passed[name] == self._nth:
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, thing: T, methods: Mapping[str, str]) -> T:
        """Put a place before and after each of an object's methods, blocking or awaited; return the object."""
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

        return awaited if inspect.iscoroutinefunction(method) else blocking
