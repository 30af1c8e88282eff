"""Run the worker in a thread of this process: for debugging, never for code you do not trust."""

import ctypes
import socket
import threading
from contextlib import closing, suppress

from codenode.errors import ConfigurationError
from codenode.executors.base import Level, Opening
from codenode.worker.channel import Channel, Hangup
from codenode.worker.clock import ThreadClock
from codenode.worker.kernel import Kernel


class ThreadConnection:
    """A thread that serves the same protocol over a socketpair."""

    level: Level = "restricted"

    def __init__(self, end: socket.socket, thread: threading.Thread) -> None:
        self.socket = end
        self._thread = thread

    def kill(self) -> None:
        """Hang up; code that still runs is interrupted, a C loop ends when it returns."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        if self._thread.is_alive():
            self._thread.join(0.05)
        # Still, after that wait: the number of a thread that ended may be another one's by now.
        if self._thread.ident is not None and self._thread.is_alive():
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread.ident), ctypes.py_object(Hangup))


class InprocessExecutor:
    """The language layer alone: no own memory, no ceilings but time, no kill."""

    name = "inprocess"
    level: Level = "restricted"

    def start(self, opening: Opening) -> ThreadConnection:
        """Start the thread; third-party imports are refused, their native code is this process's own."""
        if opening.imports:
            raise ConfigurationError(
                f"executor 'inprocess' takes no imports (got {', '.join(opening.imports)}): "
                "a library would run unconfined in this process; use executor='process'"
            )
        ours, theirs = socket.socketpair()
        thread = threading.Thread(target=_serve, args=(theirs,), name="codenode-inprocess", daemon=True)
        thread.start()
        ours.setblocking(False)
        return ThreadConnection(ours, thread)


def _serve(end: socket.socket) -> None:
    channel = Channel(end.detach())
    with suppress(BaseException), closing(channel):  # a broken room ends, and the host sees the socket close
        opening = channel.read()
        Kernel(channel, lambda _tick: ThreadClock(_nothing), alone=False).serve(opening)


def _nothing() -> None:
    """Stand in for the tick's flush: it would come from another thread."""
