"""Give up what the worker does not need, before it reads its first frame.

Ceilings of resources and no new privileges: what a plain process can have on every Unix. It is no jail:
the file system and the network stay reachable for native code (see docs/threat-model.md).
"""

import os
import sys

Ceilings = dict[str, int]


def confine(ceilings: Ceilings) -> list[str]:
    """Apply the ceilings; return the names of those that took effect."""
    done = []
    if sys.platform == "linux" and _no_new_privileges():
        done.append("no_new_privileges")
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return done
    for name, (which, value) in {
        "core": (resource.RLIMIT_CORE, 0),
        "memory": (resource.RLIMIT_AS, ceilings["memory_bytes"]),
        "open_files": (resource.RLIMIT_NOFILE, ceilings["open_files"]),
        "file_size": (resource.RLIMIT_FSIZE, ceilings["file_bytes"]),
    }.items():
        if _lower(resource, which, value):
            done.append(name)
    return done


def _lower(resource: object, which: int, value: int) -> bool:
    try:
        resource.setrlimit(which, (value, value))  # type: ignore[attr-defined]
    except (ValueError, OSError):
        return False
    return True


def _no_new_privileges() -> bool:
    """Say whether the host started this process without the way to gain privileges."""
    try:
        with open("/proc/self/status", "rb") as status:  # noqa: PTH123 - pathlib costs a worker milliseconds
            return b"NoNewPrivs:\t1" in status.read()
    except OSError:
        return False


def close_others(kept: int) -> None:
    """Close every inherited descriptor but the socket; 0, 1 and 2 lead nowhere."""
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    os.closerange(3, kept)
    os.closerange(kept + 1, 1024)
