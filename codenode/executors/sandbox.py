"""Run workers in a jail: forked in milliseconds from a server that has everything imported.

One server (`Zygote`) an import set. It belongs to the process that started it: a fork of the host starts
its own. Linux only; what the jail is made of is in `codenode/worker/jail/`.
"""

import os
import socket
import subprocess
import sysconfig
import tempfile
import threading
import time
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import RestrictedPython

from codenode.errors import ConfigurationError, ExecutorError
from codenode.executors.base import Level, Opening
from codenode.executors.jailed import JailedConnection
from codenode.executors.limits import Limits
from codenode.executors.process import Child, library_paths, spawned
from codenode.executors.spares import Spares
from codenode.executors.wire import Lost, Receive, Silence
from codenode.worker import messages
from codenode.worker.frames import Frame, FrameError, FrameReader

BOOT = "import sys; sys.path += {paths}; from codenode.worker.zygote import main; main({descriptor})"
PATIENCE = 60.0
"""Seconds a server may take to import its libraries."""


class Zygote:
    """The host's side of one server."""

    def __init__(
        self, imports: Sequence[str], *, without: Sequence[str] = (), boot: str = BOOT, spares: int = 0
    ) -> None:
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._asks = 0
        self._gone = False
        self._spares = Spares(spares)
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
        weakref.finalize(self, self._spares.clear)  # before: the later one comes first
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
        return not self._gone and self.owner == os.getpid() and self._child.poll() is None

    def worker(self, folder: str, limits: Limits) -> JailedConnection:
        """Return a worker: a spare where one fits, else a new one.

        Args:
            folder: holds the files the code may read; a spare's jail has closed without any.
            limits: ceilings of its process.

        Raises:
            ExecutorError: the server is gone, or the fork failed.
        """
        # Without mounts a worker's scratch folder is the session's own, which a spare cannot know.
        if not self._spares.count or "mounts" not in self.layers or any(Path(folder).iterdir()):
            return self.fork(folder, limits)
        self._collect()
        worker = self._spares.taken(limits) or self.fork(folder, limits)
        self._refill(limits)
        return worker

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
                    # A spare, or its asker was interrupted, by Ctrl-C say, before the answer came.
                    self._spares.arrived(reply, handles)
            except OSError as error:
                self._gone = not isinstance(error, TimeoutError)  # one that is only slow has workers that run
                raise ExecutorError(f"the server of workers is gone: {error}") from error

    def _collect(self) -> None:
        """Take the spares that were forked since."""
        if not self._spares.awaited() or not self._lock.acquire(blocking=False):
            return  # who holds it takes them
        try:
            while self._spares.awaited() and messages.waits(self._control):
                reply, handles = messages.receive(self._control)
                if reply is None:
                    return
                self._spares.arrived(reply, handles)
        except OSError:
            self._gone = True
        finally:
            self._lock.release()

    def _refill(self, limits: Limits) -> None:
        """Order spares; nobody waits for them."""
        if not self._lock.acquire(blocking=False):
            return  # who holds it does it
        try:
            for _ in range(self._spares.lacking(limits)):
                self._order_spare(limits)
        except OSError:
            pass  # the server is gone, or no descriptor is left: whoever needs a worker is told
        finally:
            self._lock.release()

    def _order_spare(self, limits: Limits) -> None:
        ours, theirs = socket.socketpair()
        self._asks += 1
        self._spares.order(self._asks, ours, limits)
        request = {"spare": True, "folder": "", "limits": limits.wire(), "number": self._asks}
        try:
            messages.send(self._control, request, [theirs.fileno()])
        except BaseException:
            self._spares.cancel(self._asks)
            raise
        finally:
            theirs.close()

    def forget(self) -> None:
        """Let go of what a fork of the host inherited; the server belongs to its parent."""
        self._control.close()
        self._spares.clear()

    def close(self) -> None:
        """End the server and every worker forked from it."""
        self._gone = True
        self._spares.clear()
        _ended(self._control, self._child, self.owner)


class SandboxExecutor:
    """Forks jailed workers.

    Args:
        without: layers left out on purpose (`"namespaces"`, `"landlock"`, `"seccomp"`), for tests only.
        spares: workers kept ready for each set of imports, so that a session without files starts in a fraction
            of a fork; each takes about 5 MB. 0: none.
    """

    name = "sandbox"
    level: Level = "sandbox"
    boot = BOOT

    def __init__(self, without: Sequence[str] = (), *, spares: int = 2) -> None:
        if type(spares) is not int or spares < 0:
            raise ConfigurationError(f"spares={spares!r} is wrong; give a whole number, 0 for none")
        self._without = tuple(without)
        self._spares = spares
        self._zygotes: dict[tuple[str, ...], Zygote] = {}
        self._lock = threading.Lock()
        if hasattr(os, "register_at_fork"):
            own = weakref.ref(self)
            os.register_at_fork(after_in_child=lambda: _forget(own()))

    def start(self, opening: Opening) -> JailedConnection:
        """Return a worker, forked ahead or now; the first of an import set starts the server.

        Raises:
            ExecutorError: no worker could be had.
        """
        try:
            return self.zygote(opening.imports).worker(opening.folder, opening.limits)
        except ExecutorError:
            # The server may have been killed since it was looked at: once more, with a new one.
            return self.zygote(opening.imports).worker(opening.folder, opening.limits)

    def zygote(self, imports: Sequence[str]) -> Zygote:
        """Return the living server of an import set."""
        key = tuple(sorted(set(imports)))
        with self._lock:
            found = self._zygotes.get(key)
            if found is None or not found.alive():
                if found is not None:
                    found.close()
                found = self._zygotes[key] = Zygote(key, without=self._without, boot=self.boot, spares=self._spares)
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


def _forget(executor: SandboxExecutor | None) -> None:
    """Let a forked host start servers of its own; the sockets it inherited would keep the old ones alive."""
    if executor is None:
        return
    executor._lock = threading.Lock()  # noqa: SLF001 - its own state, after a fork
    zygotes, executor._zygotes = executor._zygotes, {}  # noqa: SLF001
    for zygote in zygotes.values():
        zygote.forget()


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
