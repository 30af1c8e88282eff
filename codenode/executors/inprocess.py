"""Run the worker in a thread of this process: for debugging, never for code you do not trust."""

import socket
import threading
from concurrent.futures import Future
from contextlib import closing, suppress

from codenode.errors import ConfigurationError
from codenode.executors.base import Level, Opening
from codenode.worker.channel import Channel, Hangup
from codenode.worker.clock import Interrupter, ThreadClock
from codenode.worker.kernel import Kernel


class ThreadConnection:
    """A thread that serves the same protocol over a socketpair."""

    level: Level = "restricted"

    def __init__(self, end: socket.socket, thread: threading.Thread, running: Future[Interrupter]) -> None:
        self.socket = end
        self._thread = thread
        self._running = running

    def kill(self) -> None:
        """Hang up; code that still runs is interrupted, a C loop ends when it returns."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        if self._thread.is_alive():
            self._thread.join(0.05)
        if self._running.done():
            self._running.result().interrupt(Hangup)


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
        running: Future[Interrupter] = Future()
        thread = threading.Thread(target=_serve, args=(theirs, running), name="codenode-inprocess", daemon=True)
        thread.start()
        ours.setblocking(False)
        return ThreadConnection(ours, thread, running)


def _serve(end: socket.socket, running: Future[Interrupter]) -> None:
    interrupter = Interrupter()
    running.set_result(interrupter)
    with suppress(BaseException):  # a broken room ends, and the host sees the socket close
        try:
            with closing(Channel(end.detach())) as channel:
                opening = channel.read()
                Kernel(channel, lambda _tick: ThreadClock(_nothing, interrupter), alone=False).serve(opening)
        finally:
            interrupter.end()


def _nothing() -> None:
    """Stand in for the tick's flush: it would come from another thread."""
