"""A lock for what a finalizer may want in the very thread that holds it."""

import threading
from collections.abc import Callable
from typing import Self


class Latch:
    """A lock of one thread at a time, and a place for work that comes while it is held by its own thread.

    The collector may close a forgotten run anywhere, also in the middle of what the lock protects: with a plain lock
    the thread would wait for itself.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._late: list[Callable[[], object]] = []

    def __enter__(self) -> Self:
        self._lock.acquire()
        self._depth += 1
        return self

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        late, self._late = ([], self._late) if self._depth else (self._late, [])
        self._lock.release()
        for work in late:
            work()

    def when_free(self, work: Callable[[], object]) -> None:
        """Do work that takes the lock itself: now, or where this thread is in the middle, right after that."""
        with self._lock:
            if self._depth:
                self._late.append(work)
                return
        work()
