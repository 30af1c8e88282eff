"""Worker processes that play a recorded conversation up to a byte, and then end, stop or fall silent."""

import os
import signal
import socket
import subprocess
import tempfile
import threading
from contextlib import suppress

from codenode.executors.process import ProcessExecutor

ENDS = {
    "exits": "exit 0",
    "is killed": "kill -KILL $$",
    "is stopped": "kill -STOP $$",
    "is silent": "exec sleep 60",
}


class Recorded:
    """A connection to a real worker whose every byte is kept."""

    def __init__(self, connection):
        self.level = connection.level
        self.socket, self._ours = socket.socketpair()
        self.socket.setblocking(False)
        self._real = connection
        self._real.socket.setblocking(True)
        self.said = b""
        self._threads = [threading.Thread(target=self._listen), threading.Thread(target=self._speak)]
        for thread in self._threads:
            thread.start()

    def _listen(self):
        with suppress(OSError):
            while data := self._real.socket.recv(65536):
                self.said += data
                self._ours.sendall(data)

    def _speak(self):
        with suppress(OSError):
            while data := self._ours.recv(65536):
                self._real.socket.sendall(data)

    def kill(self):
        """End the worker."""
        with suppress(OSError):
            self._real.socket.shutdown(socket.SHUT_RDWR)
        self._real.kill()
        self.socket.close()
        for thread in self._threads:
            thread.join()
        self._ours.close()


class Recorder(ProcessExecutor):
    """Starts workers whose conversation is recorded."""

    connections = None

    def start(self, opening):
        """Keep the connection."""
        self.connections = [*(self.connections or []), Recorded(super().start(opening))]
        return self.connections[-1]


class Played:
    """A real process that says the first bytes of a recording, then does what it does."""

    level = "process"

    def __init__(self, file, size, then):
        self.socket, theirs = socket.socketpair()
        self.socket.setblocking(False)
        script = f'head -c "$1" "$2"; {then}'
        self._child = subprocess.Popen(
            ["/bin/sh", "-c", script, "sh", str(size), file],
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()

    @property
    def pid(self):
        """Its process id."""
        return self._child.pid

    def kill(self):
        """End it, stopped or not."""
        with suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        self.socket.close()


class Player:
    """Plays a recording up to a byte."""

    name = "played"
    level = "process"

    def __init__(self, said, size, then):
        self._file = tempfile.NamedTemporaryFile()  # noqa: SIM115 - closed with the player
        self._file.write(said)
        self._file.flush()
        self._size = size
        self._then = then

    def start(self, opening):
        """Begin to play."""
        return Played(self._file.name, self._size, self._then)

    def close(self):
        """Remove the recording."""
        self._file.close()
