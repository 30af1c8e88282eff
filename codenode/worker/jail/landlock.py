"""Landlock: which files may be opened, and no TCP, abstract sockets or signals beyond.

https://docs.kernel.org/userspace-api/landlock.html. Not covered by it: UDP, `stat`, `chmod`, mapping a file
as code; the other layers stand there.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from contextlib import suppress

from codenode.worker.jail.syscalls import syscall

_WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_DIR, _REMOVE_FILE = 2, 4, 8, 16, 32
_MAKE_DIR, _MAKE_REG, _TRUNCATE = 128, 256, 1 << 14
_FILE_BITS = _WRITE_FILE | _READ_FILE | _TRUNCATE
_READ = _READ_FILE | _READ_DIR
_KEEP = _READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _TRUNCATE
# File rights that each version of the interface knows: 13 in the first, then REFER, TRUNCATE, IOCTL_DEV.
_KNOWN = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_NEWEST = (1 << 16) - 1
_TCP = 3
_SCOPES = 3


def version() -> int:
    """Return the kernel's version of the interface, 0 where there is none."""
    with suppress(OSError):
        return syscall("landlock_create_ruleset", None, ctypes.c_size_t(0), 1)
    return 0


def restrict(*, readable: Iterable[str], writable: Iterable[str], folders: bool = True) -> int:
    """Let this process open what is named, and nothing else; returns the version that took effect.

    Args:
        readable: what may be read.
        writable: what may be read and written.
        folders: whether folders may be made in it.

    Raises:
        OSError: the kernel has no Landlock, or refuses.
    """
    abi = version()
    if abi == 0:
        raise OSError(38, "the kernel has no Landlock, or it is not enabled at boot")
    rights = _KNOWN.get(abi, _NEWEST)
    ruleset = _created(abi, rights)
    try:
        kept = _KEEP if folders else _KEEP & ~_MAKE_DIR
        for paths, wanted in ((readable, _READ), (writable, kept)):
            for path in paths:
                _allow(ruleset, path, wanted & rights)
        syscall("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)
    return abi


def _created(abi: int, rights: int) -> int:
    attributes = struct.pack("QQQ", rights, _TCP if abi >= 4 else 0, _SCOPES if abi >= 6 else 0)
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    return syscall("landlock_create_ruleset", attributes[:size], ctypes.c_size_t(size), 0)


def _allow(ruleset: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):  # noqa: PTH112 - no pathlib in a worker
            rights &= _FILE_BITS
        syscall("landlock_add_rule", ruleset, 1, struct.pack("<Qi", rights, place), 0)
    finally:
        os.close(place)
