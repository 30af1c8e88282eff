"""Workers forked ahead, so that a session need not wait for its own."""

import os
import socket
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

from codenode.executors.jailed import JailedConnection, killed
from codenode.executors.limits import Limits
from codenode.worker.frames import Frame


@dataclass(slots=True)
class Spares:
    """The spare workers of one server; they have read nothing yet.

    A jail closes with the ceilings it was given, so a spare is only for sessions of the same limits. Those of
    which spares are kept change when sessions ask for others twice in a row.
    """

    count: int
    """How many are kept."""
    _limits: Limits | None = None
    _last: Limits | None = None
    _ready: deque[tuple[Limits, JailedConnection]] = field(default_factory=deque)
    _ordered: dict[int, tuple[Limits, socket.socket]] = field(default_factory=dict)

    def taken(self, limits: Limits) -> JailedConnection | None:
        """Return a spare for these limits, None where there is none; what does not fit any more ends."""
        while (found := self._first()) is not None:
            jailed_with, worker = found
            if jailed_with != limits and jailed_with == self._limits:
                self._ready.append((jailed_with, worker))
                return None
            if jailed_with == limits and worker.alive():
                return worker
            worker.kill()
        return None

    def _first(self) -> tuple[Limits, JailedConnection] | None:
        with suppress(IndexError):
            return self._ready.popleft()
        return None

    def lacking(self, limits: Limits) -> int:
        """Return how many should be ordered, now that a session asked for these limits."""
        if limits != self._limits and (self._limits is None or limits == self._last):
            self._limits = limits
        self._last = limits
        if limits != self._limits:
            return 0
        coming = [jailed_with for jailed_with, _ in [*self._ready, *self._ordered.values()]]
        return max(0, self.count - coming.count(limits))

    def order(self, number: int, end: socket.socket, limits: Limits) -> None:
        """Keep the host's end of a worker that is asked for under this number."""
        self._ordered[number] = limits, end

    def awaited(self) -> bool:
        """Say whether some that were ordered have not come yet."""
        return bool(self._ordered)

    def arrived(self, reply: Frame, handles: list[int]) -> None:
        """Put a worker with the others; one that nobody ordered, or waits for any more, ends."""
        ordered = self._ordered.pop(reply["number"], None)
        if ordered is not None and len(handles) == 1:
            limits, end = ordered
            end.setblocking(False)
            self._ready.append((limits, JailedConnection(end, int(reply["pid"]), handles[0])))
            return
        if ordered is not None:
            ordered[1].close()
        for handle in handles:
            killed(handle, os.getpid())

    def cancel(self, number: int) -> None:
        """Take an order back that could not be sent."""
        self._ordered.pop(number)[1].close()

    def clear(self) -> None:
        """End all of them; a fork of the host only forgets them."""
        with suppress(IndexError, KeyError):  # another thread was faster
            while self._ready:
                self._ready.popleft()[1].kill()
            while self._ordered:
                self._ordered.popitem()[1][1].close()
