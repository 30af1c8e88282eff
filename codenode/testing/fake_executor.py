"""Play a worker from a script of raw bytes: for what a real worker would never send."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from codenode.executors.base import Level, Opening
from codenode.worker.frames import pack

Part = Callable[[socket.socket], None]


class FakeConnection:
    """The host's end; the part is played in a thread at the other."""

    level: Level = "process"

    def __init__(self, part: Part) -> None:
        self.socket, self._theirs = socket.socketpair()
        self.socket.setblocking(False)
        self.killed = False
        self._thread = threading.Thread(target=self._play, args=(part,), daemon=True)
        self._thread.start()

    def _play(self, part: Part) -> None:
        with suppress(OSError):
            part(self._theirs)

    def kill(self) -> None:
        """Hang up."""
        self.killed = True
        self.socket.close()
        with suppress(OSError):
            self._theirs.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._theirs.close()


class FakeExecutor:
    """Gives connections to a worker whose every byte is up to `part`.

    `part` gets the worker's socket once it has been opened and said `ready`; when it returns, the socket
    stays open until the host hangs up.
    """

    name = "fake"
    level: Level = "process"

    def __init__(self, part: Part) -> None:
        self._part = part
        self.connections: list[FakeConnection] = []

    def start(self, opening: Opening) -> FakeConnection:
        """Begin to play."""
        connection = FakeConnection(self._ready)
        self.connections.append(connection)
        return connection

    def _ready(self, end: socket.socket) -> None:
        end.recv(1 << 16)
        end.sendall(pack({"type": "ready", "warnings": []}))
        end.recv(1 << 16)
        self._part(end)
