"""Run the worker as a child process: own memory, ceilings, a clean environment. No jail yet."""

import json
import site
import socket
import subprocess
import sys
import sysconfig
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


class ProcessConnection:
    """A child process and the socket to it."""

    level: Level = "process"

    def __init__(self, child: subprocess.Popen[bytes], end: socket.socket) -> None:
        self.socket = end
        self._child = child

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._child.pid

    def kill(self) -> None:
        """Kill the child, reap it, close the socket."""
        with suppress(OSError):
            self._child.kill()
        self._child.wait()
        self.socket.close()


class ProcessExecutor:
    """Starts `python -I` with nothing of the host's environment."""

    name = "process"
    level: Level = "process"

    def start(self, opening: Opening) -> ProcessConnection:
        """Start a worker process; it confines itself before it takes the first frame."""
        ours, theirs = socket.socketpair()
        boot = BOOT.format(paths=json.dumps(_paths()), descriptor=theirs.fileno())
        try:
            child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own source
                [sys.executable, "-I", "-S", "-c", boot],
                env=ENVIRONMENT,
                cwd=opening.folder,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            ours.close()
            raise ExecutorError(f"the worker process could not be started: {error}") from error
        finally:
            theirs.close()
        ours.setblocking(False)
        return ProcessConnection(child, ours)


def _paths() -> list[str]:
    """Return where the worker finds codenode, RestrictedPython and the libraries it may import.

    `-S` leaves out the site machinery (milliseconds at every start), so the folders are named here.
    """
    own = Path(__file__).resolve().parents[2]
    engine = Path(RestrictedPython.__file__).resolve().parents[1]
    libraries = [*site.getsitepackages(), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    if site.ENABLE_USER_SITE:
        libraries.append(site.getusersitepackages())
    return [path for path in dict.fromkeys(map(str, (own, engine, *libraries))) if Path(path).is_dir()]
