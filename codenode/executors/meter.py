"""Watch from outside how much processor time an action takes: the worker may not say, nor end in time."""

import math
import sys
import time

from codenode.executors.base import Connection
from codenode.executors.wire import Silence

SOONEST = 0.05


class Spent(Silence):
    """The action went on after its processor time and its grace were over."""


class Meter:
    """The processor time of one action, from now on.

    Args:
        connection: to the worker. One without a process of its own is not watched.
        allowed: seconds after which the worker is to be killed.
    """

    def __init__(self, connection: Connection, allowed: float) -> None:
        pid = getattr(connection, "pid", None)
        # How the kernel numbers the processor clock of another process.
        self._clock = (~pid << 3) | 2 if type(pid) is int and sys.platform == "linux" else None
        self._most = self._used() + allowed

    def look(self) -> float:
        """Return the time (monotonic seconds) at which to look again.

        Raises:
            Spent: it is all used.
        """
        left = self._most - self._used()
        if left <= 0:
            raise Spent
        # One thread cannot use it up sooner.
        return time.monotonic() + max(left, SOONEST) if self._clock else math.inf

    def _used(self) -> float:
        try:
            return time.clock_gettime(self._clock) if self._clock else 0.0
        except OSError:  # it has ended; its socket says so next
            return 0.0
