"""Run workers in a jail: forked in milliseconds from a server that has everything imported.

One server (`Zygote`) an import set. It belongs to the process that started it: a fork of the host starts
its own. Linux only; what the jail is made of is in `codenode/worker/jail/`.
"""

import os
import select
import signal
import socket
import subprocess
import sysconfig
import tempfile
import threading
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import RestrictedPython

from codenode.errors import ExecutorError
from codenode.executors.base import Level, Opening
from codenode.executors.limits import Limits
from codenode.executors.process import Child, library_paths, spawned
from codenode.executors.wire import Lost, Receive, Silence
from codenode.worker import messages
from codenode.worker.frames import Frame, FrameError, FrameReader

BOOT = "import sys; sys.path += {paths}; from codenode.worker.zygote import main; main({descriptor})"
PATIENCE = 60.0
"""Seconds a server may take to import its libraries."""


class JailedConnection:
    """A jailed worker: its socket, and a handle that never means another process."""

    def __init__(self, end: socket.socket, pid: int, handle: int) -> None:
        self.level: Level = "sandbox"
        self.socket = end
        self.pid = pid
        self._end = weakref.finalize(self, _killed, handle, os.getpid())  # a forgotten session's worker ends, too

    def kill(self) -> None:
        """Kill the worker and wait until it is gone; a fork of the host only forgets it."""
        self.socket.close()
        self._end()  # does something once, whichever thread comes first


class Zygote:
    """The host's side of one server."""

    def __init__(self, imports: Sequence[str], *, without: Sequence[str] = (), boot: str = BOOT) -> None:
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._asks = 0
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(PATIENCE)
        try:
            source = boot.format(paths=library_paths(), descriptor=theirs.fileno())
            # One hash seed for all: forks share their server's.
            self._child = spawned(source, seed=0, folder="/", descriptor=theirs.fileno())
        except OSError as error:
            self._control.close()
            raise ExecutorError(f"the server of workers could not be started: {error}") from error
        finally:
            theirs.close()
        weakref.finalize(self, _ended, self._control, self._child, self.owner)
        order = {"imports": list(imports), "paths": _needed(), "without": list(without)}
        reply, _ = self._asked(order, [])
        self.layers: list[str] = reply["layers"]
        self.failed: list[str] = reply["failed"]
        """Libraries that could not be imported, and why."""

    @property
    def pid(self) -> int:
        """Process id of the server."""
        return self._child.pid

    def alive(self) -> bool:
        """Say whether it can still fork."""
        return self.owner == os.getpid() and self._child.poll() is None

    def fork(self, folder: str, limits: Limits, *, check: bool = False) -> JailedConnection:
        """Return a new worker.

        Args:
            folder: holds the files the code may read.
            limits: ceilings of its process.
            check: it only tries its walls, tells what held, and ends.

        Raises:
            ExecutorError: the server is gone, or the fork failed.
        """
        ours, theirs = socket.socketpair()
        staging = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            request = {"folder": folder, "limits": limits.wire(), "check": check}
            reply, handles = self._asked(request, [theirs.fileno(), staging])
        except BaseException:
            ours.close()
            raise
        finally:
            os.close(staging)
            theirs.close()
        if len(handles) != 1:
            ours.close()
            raise ExecutorError(f"no worker was forked: {reply.get('error', 'no reason given')}")
        ours.setblocking(False)
        return JailedConnection(ours, int(reply["pid"]), handles[0])

    def _asked(self, request: dict[str, Any], beside: list[int]) -> tuple[dict[str, Any], list[int]]:
        with self._lock:
            self._asks += 1
            try:
                messages.send(self._control, {**request, "number": self._asks}, beside)
                while True:
                    reply, handles = messages.receive(self._control)
                    if reply is None:
                        raise OSError("it hung up")
                    if reply["number"] == self._asks:
                        return reply, handles
                    for handle in handles:  # its asker was interrupted, by Ctrl-C say, before the answer came
                        _killed(handle, self.owner)
            except OSError as error:
                raise ExecutorError(f"the server of workers is gone: {error}") from error

    def close(self) -> None:
        """End the server and every worker forked from it."""
        _ended(self._control, self._child, self.owner)


class SandboxExecutor:
    """Forks jailed workers.

    Args:
        without: layers left out on purpose (`"namespaces"`, `"landlock"`, `"seccomp"`), for tests only.
    """

    name = "sandbox"
    level: Level = "sandbox"
    boot = BOOT

    def __init__(self, without: Sequence[str] = ()) -> None:
        self._without = tuple(without)
        self._zygotes: dict[tuple[str, ...], Zygote] = {}
        self._lock = threading.Lock()
        if hasattr(os, "register_at_fork"):
            own = weakref.ref(self)
            os.register_at_fork(after_in_child=lambda: _forget(own()))

    def start(self, opening: Opening) -> JailedConnection:
        """Fork a worker; the first of an import set starts the server.

        Raises:
            ExecutorError: no worker could be had.
        """
        try:
            return self.zygote(opening.imports).fork(opening.folder, opening.limits)
        except ExecutorError:
            # The server may have been killed since it was looked at: once more, with a new one.
            return self.zygote(opening.imports).fork(opening.folder, opening.limits)

    def zygote(self, imports: Sequence[str]) -> Zygote:
        """Return the living server of an import set."""
        key = tuple(sorted(set(imports)))
        with self._lock:
            found = self._zygotes.get(key)
            if found is None or not found.alive():
                found = self._zygotes[key] = Zygote(key, without=self._without, boot=self.boot)
            return found

    def examined(self) -> tuple[list[str], dict[str, bool]]:
        """Return what a worker of this machine is confined by, and which attempts on its walls were refused.

        A real worker is forked and tries them. It has not run any code but ours: what it says can be believed.

        Raises:
            ExecutorError: not even that worked.
        """
        reader = FrameReader()
        frames: list[Frame] = []
        with tempfile.TemporaryDirectory(prefix="codenode-") as folder:
            connection = self.zygote(()).fork(folder, Limits(), check=True)
            try:
                while len(frames) < 2:
                    reader.feed(Receive(connection.socket, time.monotonic() + PATIENCE).run())
                    while frame := reader.next():
                        if frame["type"] == "failed":
                            raise ExecutorError(f"the worker could not be jailed: {frame['why']}")
                        frames.append(frame)
            except (Lost, Silence, FrameError) as error:
                raise ExecutorError(f"the worker could not be jailed ({type(error).__name__})") from error
            finally:
                connection.kill()
        return frames[0]["by"], frames[1]["refused"]

    def close(self) -> None:
        """End all servers and their workers."""
        with self._lock:
            while self._zygotes:
                self._zygotes.popitem()[1].close()


def _killed(handle: int, owner: int) -> None:
    try:
        if owner != os.getpid():
            return
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        gone = select.poll()
        gone.register(handle, select.POLLIN)
        gone.poll(5_000)
    finally:
        os.close(handle)


def _forget(executor: SandboxExecutor | None) -> None:
    """Let a forked host start servers of its own; the sockets it inherited would keep the old ones alive."""
    if executor is None:
        return
    executor._lock = threading.Lock()  # noqa: SLF001 - its own state, after a fork
    zygotes, executor._zygotes = executor._zygotes, {}  # noqa: SLF001
    for zygote in zygotes.values():
        zygote._control.close()  # noqa: SLF001


def _ended(control: socket.socket, child: Child, owner: int) -> None:
    if owner != os.getpid():
        return
    control.close()
    try:
        child.wait(2)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _needed() -> list[str]:
    """Return what a worker reads whatever it imports: the standard library, its own source, the engine."""
    own = Path(__file__).resolve().parents[1]
    engine = Path(RestrictedPython.__file__).resolve().parent
    # Where it lies, not where `sysconfig` says: in a virtual environment that is the environment's own folder.
    stdlib = [str(Path(os.__file__).parent), sysconfig.get_config_var("DESTSHARED") or ""]
    return [path for path in dict.fromkeys([*stdlib, str(own / "worker"), str(engine)]) if path]
