"""The host's hold on one jailed worker."""

import os
import select
import signal
import socket
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codenode.executors.base import Level


class JailedConnection:
    """A jailed worker: its socket, and a handle that never means another process."""

    def __init__(self, end: socket.socket, pid: int, handle: int) -> None:
        self.level: Level = "sandbox"
        self.socket = end
        self.pid = pid
        self._handle = handle
        self._end = weakref.finalize(self, killed, handle, os.getpid())  # a forgotten session's worker ends, too

    def alive(self) -> bool:
        """Say whether the worker runs; to be asked before it is killed."""
        return not _is_gone(self._handle, 0)

    def kill(self) -> None:
        """Kill the worker and wait until it is gone; a fork of the host only forgets it."""
        self.socket.close()
        self._end()  # does something once, whichever thread comes first


def killed(handle: int, owner: int) -> None:
    """Kill the process of a handle, wait until it is gone, close the handle."""
    try:
        if owner != os.getpid():
            return
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        _is_gone(handle, 5_000)
    finally:
        os.close(handle)


def _is_gone(handle: int, milliseconds: int) -> bool:
    gone = select.poll()
    gone.register(handle, select.POLLIN)
    return bool(gone.poll(milliseconds))
