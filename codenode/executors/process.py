"""Run the worker as a child process: own memory, ceilings, a clean environment, no jail."""

import os
import signal
import site
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import RestrictedPython

from codenode.errors import ExecutorError
from codenode.executors.base import Level, Opening

# One thread per numeric library: the ceiling of address space counts every thread's stack.
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
}

BOOT = "import sys; sys.path += {paths}; from codenode.worker.__main__ import main; main({descriptor})"

Child = subprocess.Popen[bytes]


class ProcessConnection:
    """A child process and the socket to it."""

    level: Level = "process"

    def __init__(self, child: Child, end: socket.socket) -> None:
        self.socket = end
        self._child = child

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._child.pid

    def kill(self) -> None:
        """Kill the child, reap it, close the socket."""
        if self._child.poll() is None:
            with suppress(OSError):
                os.killpg(self._child.pid, signal.SIGKILL)  # a session of its own: whatever it started goes too
            self._child.wait()
        self.socket.close()


class ProcessExecutor:
    """Starts Python with nothing of the host's environment."""

    name = "process"
    level: Level = "process"
    boot = BOOT

    def start(self, opening: Opening) -> ProcessConnection:
        """Start a worker process; it confines itself before it takes the first frame."""
        ours, theirs = socket.socketpair()
        boot = self.boot.format(paths=library_paths(), descriptor=theirs.fileno())
        try:
            child = _without_privileges(
                lambda: spawned(boot, seed=opening.seed, folder=opening.folder, descriptor=theirs.fileno())
            )
        except OSError as error:
            ours.close()
            raise ExecutorError(f"the worker process could not be started: {error}") from error
        finally:
            theirs.close()
        ours.setblocking(False)
        return ProcessConnection(child, ours)


def spawned(boot: str, *, seed: int, folder: str, descriptor: int) -> Child:
    """Start Python with nothing of the host's but one descriptor.

    Args:
        boot: source that it runs.
        seed: of the hashes of texts.
        folder: it starts in.
        descriptor: it inherits.

    Raises:
        OSError: the process could not be started.
    """
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own source
        # As `-I -S`, but that the environment counts: all of it is ours, and it holds the hash seed.
        [sys.executable, "-P", "-s", "-S", "-c", boot],
        env={**ENVIRONMENT, "PYTHONHASHSEED": str(seed)},
        cwd=folder,
        pass_fds=[descriptor],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _without_privileges(start: Callable[[], Child]) -> Child:
    """Start a process that can never gain privileges (`PR_SET_NO_NEW_PRIVS`), without paying for it there.

    On Linux the promise belongs to a thread and passes to what it starts: a thread of our own gives it,
    starts the child and ends. In the child itself it would take `ctypes`, a third of its start-up time.
    """
    with ThreadPoolExecutor(1, initializer=_give_up_privileges) as thread:
        return thread.submit(start).result()


def _give_up_privileges() -> None:
    if sys.platform == "linux":
        from codenode.worker.jail.syscalls import PR_SET_NO_NEW_PRIVS, prctl  # noqa: PLC0415 - Linux only

        with suppress(OSError):  # the worker says whether it holds
            prctl(PR_SET_NO_NEW_PRIVS, 1)


def library_paths() -> list[str]:
    """Return where the worker finds codenode, RestrictedPython and the libraries it may import.

    `-S` leaves out the site machinery (milliseconds at every start), so the folders are named here.
    """
    own = Path(__file__).resolve().parents[2]
    engine = Path(RestrictedPython.__file__).resolve().parents[1]
    libraries = [*site.getsitepackages(), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    if site.ENABLE_USER_SITE:
        libraries.append(site.getusersitepackages())
    return [path for path in dict.fromkeys(map(str, (own, engine, *libraries))) if Path(path).is_dir()]
