"""Try the walls from inside: what the jail must refuse, attempted for real, with our own code."""

import ctypes
import os
import resource
import socket
from collections.abc import Callable

from codenode.worker.jail.syscalls import libc

_READ_WRITE_EXECUTE, _PRIVATE_ANONYMOUS, _NEW_USERS, _SEIZE = 7, 0x22, 0x10000000, 0x4206
_FAILED = (1 << 64) - 1


def attempts() -> dict[str, bool]:
    """Return what was tried, and whether it was refused."""
    return {name: _refused(attempt) for name, attempt in ATTEMPTS.items()}


def _refused(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, ValueError):
        return True
    return False


def _checked(result: int) -> None:
    if result in (-1, _FAILED):
        raise PermissionError


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _map_code() -> None:
    libc.mmap.restype = ctypes.c_size_t
    _checked(libc.mmap(None, 4096, _READ_WRITE_EXECUTE, _PRIVATE_ANONYMOUS, -1, 0))


def _raise_a_ceiling() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, resource.getrlimit(resource.RLIMIT_NOFILE))


ATTEMPTS: dict[str, Callable[[], object]] = {
    "read a file of the host": lambda: os.close(os.open("/etc/passwd", os.O_RDONLY)),
    "write outside the scratch folder": lambda: os.close(os.open("/tmp/codenode-check", os.O_WRONLY | os.O_CREAT)),  # noqa: S108
    "look at other processes": lambda: os.listdir(f"/proc/{os.getppid()}"),  # noqa: PTH208
    "open a socket": lambda: socket.socket().close(),
    "start a process": _fork,
    "signal the server": lambda: os.kill(os.getppid(), 0),
    "trace the server": lambda: _checked(libc.ptrace(_SEIZE, os.getppid(), 0, 0)),
    "run memory as code": _map_code,
    "enter new namespaces": lambda: _checked(libc.unshare(_NEW_USERS)),
    "become root": lambda: os.setresuid(0, 0, 0),
    "raise a ceiling": _raise_a_ceiling,
}
