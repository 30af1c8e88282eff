"""Stop an action that runs too long, and keep its variables.

The tick is a signal in a process of its own, an asynchronous exception in a thread. It never lands in
the middle of a frame: while the clock is sheltered a tick is passed over and the next one counts.
"""

import math
import os
import signal
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from types import FrameType

from codenode.worker.ending import Ending

TICK = 0.1
AGAIN = 0.4  # to the next try, when the code outlived the first: unwinding takes its time
CALL = 0.002  # of each call is the action's own time: a loop of nothing but quick calls must end, too
SPARE = 10


class TimedOut(Ending):
    """An action passed its time; no `except Exception` of the code catches it."""


class Clock(ABC):
    """Wall time of one action, waiting for tools not counted, and its processor time, all of it."""

    def __init__(self, on_tick: Callable[[], None]) -> None:
        self._on_tick = on_tick
        self._deadline: float | None = None
        self._spent = math.inf
        self._sheltered = 0
        self._entered = 0.0
        self.fired = ""
        """Which limit of the current action is over: `seconds`, `cpu_seconds`, or none."""

    def start(self, seconds: float, cpu_seconds: float = math.inf) -> None:
        """Begin to count; `TimedOut` is raised in the action when either time is over."""
        self.fired = ""
        self._sheltered = 0
        self._deadline = time.monotonic() + seconds
        # One thread uses no more of a processor than time goes by.
        self._spent = self._used() + cpu_seconds if cpu_seconds < seconds else math.inf
        self._arm(min(TICK, seconds, cpu_seconds))

    def stop(self) -> None:
        """Cease to count; no tick raises from here on."""
        self._deadline = None
        self._disarm()

    def __enter__(self) -> None:
        """Shelter what follows from ticks; the time spent in it does not count, but for its first moment."""
        if not self._sheltered:
            self._entered = time.monotonic()
        self._sheltered += 1

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._sheltered -= 1
        if self._sheltered or self._deadline is None:
            return
        now = time.monotonic()
        self._deadline += max(0.0, now - self._entered - CALL)
        # Code that does little but call tools is seldom out of the shelter when a tick comes.
        if (kind is None or issubclass(kind, Exception)) and self._over(now):
            raise TimedOut

    def _over(self, now: float) -> bool:
        """Say whether a time is over; once it is, the next try comes after a while."""
        if self._deadline is not None and now >= self._deadline:
            self.fired = self.fired or "seconds"
        elif self._spent < math.inf and self._used() >= self._spent:
            self.fired = "cpu_seconds"
            self._spent = math.inf
        else:
            return False
        self._deadline = now + AGAIN
        return True

    def overdue(self) -> bool:
        """Say whether a tick may end the action now; passes the tick on when it may not."""
        if self._sheltered or self._deadline is None:
            return False
        if self._over(time.monotonic()):
            return True
        self._on_tick()
        return False

    @abstractmethod
    def _used(self) -> float: ...

    @abstractmethod
    def _arm(self, first: float) -> None: ...

    @abstractmethod
    def _disarm(self) -> None: ...


class SignalClock(Clock):
    """Ticks by SIGALRM: for a worker process, whose main thread runs the code."""

    def __init__(self, on_tick: Callable[[], None]) -> None:
        super().__init__(on_tick)
        self._parent = os.getppid()
        self._armed = False
        self._ceiling = 0.0
        signal.signal(signal.SIGALRM, self._ring)

    def _ring(self, _number: int, _frame: FrameType | None) -> None:
        if os.getppid() != self._parent:
            os._exit(0)  # the host is gone: nobody waits for this action
        if self._deadline is None:
            self._armed = False
            signal.setitimer(signal.ITIMER_REAL, 0)
        elif self.overdue():
            raise TimedOut

    def start(self, seconds: float, cpu_seconds: float = math.inf) -> None:
        """Begin to count; the kernel's own CPU ceiling stands behind, for a C loop whose host has died."""
        super().start(seconds, cpu_seconds)
        needed = self._used() + seconds + SPARE
        if needed > self._ceiling:
            self._ceiling = int(needed) + SPARE
            import resource  # noqa: PLC0415 - Windows has none, and no clock of this kind

            try:
                resource.setrlimit(resource.RLIMIT_CPU, (int(self._ceiling), resource.RLIM_INFINITY))
            except ValueError:  # in the jail no ceiling can be moved; the worker dies with its server there
                self._ceiling = math.inf

    def _used(self) -> float:
        return time.process_time()

    def _arm(self, first: float) -> None:
        if first < TICK or not self._armed:
            self._armed = True
            signal.setitimer(signal.ITIMER_REAL, first, TICK)

    def _disarm(self) -> None:
        """Leave the timer to its next tick, which ends it: actions in quick succession share one."""


class Interrupter:
    """Raises an exception in the thread that it is made in, until that thread says that it ends.

    The number of a thread that has ended is given to the next one: an exception that comes late would strike
    whoever has it, a thread of a pool that then forgets its work.
    """

    def __init__(self) -> None:
        self._number = threading.get_ident()
        self._lock = threading.Lock()

    @property
    def over(self) -> bool:
        """The thread ends, or has ended."""
        return not self._number

    def interrupt(self, error: type[BaseException]) -> None:
        """Raise the exception there, at the next instruction of Python's."""
        import ctypes  # noqa: PLC0415 - the process worker never needs it here

        with self._lock:
            if self._number:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._number), ctypes.py_object(error))

    def end(self) -> None:
        """Let nothing be raised any more: the last that the thread does."""
        while self._number:
            try:
                with self._lock:
                    self._number = 0
            except BaseException:  # noqa: BLE001, S112 - one that was on its way
                continue


class ThreadClock(Clock):
    """Ticks by an asynchronous exception: for a room in a thread of the host, and on Windows.

    Args:
        on_tick: is called at each tick.
        interrupter: of the thread that runs the code; without one, of this thread.
    """

    def __init__(self, on_tick: Callable[[], None], interrupter: Interrupter | None = None) -> None:
        super().__init__(on_tick)
        self._thread = threading.get_ident()
        self._interrupter = interrupter or Interrupter()
        self._off: threading.Event | None = None

    def _used(self) -> float:
        try:
            return time.clock_gettime(time.pthread_getcpuclockid(self._thread))
        except (AttributeError, OSError):  # not on Windows; the thread may have ended meanwhile
            return 0.0

    def _arm(self, first: float) -> None:
        self._off = threading.Event()
        threading.Thread(target=self._watch, args=(self._off, first), name="codenode-clock", daemon=True).start()

    def _watch(self, off: threading.Event, wait: float) -> None:
        while not off.wait(wait) and not self._interrupter.over:
            wait = TICK
            if self.overdue():
                self._interrupter.interrupt(TimedOut)

    def _disarm(self) -> None:
        if self._off is not None:
            self._off.set()
