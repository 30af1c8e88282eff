"""Worker processes that play a recorded conversation up to a byte, and then end, stop or fall silent."""

import os
import signal
import socket
import subprocess
import sys
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


class Process:
    """A connection to any process."""

    level = "process"

    def __init__(self, end, child):
        self.socket = end
        self.socket.setblocking(False)
        self._child = child

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
    """Starts real processes that say the first bytes of a recording, then do what they do."""

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
        ours, theirs = socket.socketpair()
        child = subprocess.Popen(
            ["/bin/sh", "-c", f'head -c "$1" "$2"; {self._then}', "sh", str(self._size), self._file.name],
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        return Process(ours, child)

    def close(self):
        """Remove the recording."""
        self._file.close()


PRELUDE = """
import json, os, sys
end = int(sys.argv[1])
def frame(**fields):
    body = json.dumps(fields).encode()
    return len(body).to_bytes(4, "little") + body
def send(data):
    while data:
        data = data[os.write(end, data):]
number = 0
def call(tool, *args, **kwargs):
    global number
    number += 1
    send(frame(type="calls", calls=[{"id": number, "tool": tool, "args": args, "kwargs": kwargs}]))
os.read(end, 1 << 20)
send(frame(type="ready", warnings=[]))
os.read(end, 1 << 20)
"""


class Programmed:
    """Starts real processes that open well, then run a program: `end`, `frame` and `send` are theirs."""

    name = "programmed"
    level = "process"

    def __init__(self, program):
        self._source = PRELUDE + program

    def start(self, opening):
        """Start it."""
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-I", "-S", "-c", self._source, str(theirs.fileno())]
        child = subprocess.Popen(command, pass_fds=[theirs.fileno()], stderr=subprocess.DEVNULL, start_new_session=True)
        theirs.close()
        return Process(ours, child)
