"""Give up what the worker does not need, before it reads its first frame.

Ceilings of resources and no new privileges: what a plain process can have on every Unix. It is no jail:
the file system and the network stay reachable for native code (see docs/threat-model.md).
"""

import os
import resource
import signal
import sys

Ceilings = dict[str, int]


def cut_off(descriptor: int) -> None:
    """Cut this process off from its host's signals and descriptors, but for the socket."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the host's business
    signal.pthread_sigmask(signal.SIG_SETMASK, [])  # a host's thread may block the clock's signal
    close_others(descriptor)


def confine(ceilings: Ceilings) -> list[str]:
    """Apply the ceilings; return the names of those that took effect."""
    done = []
    if sys.platform == "linux" and _no_new_privileges():
        done.append("no_new_privileges")
    for name, which, value in [*resources(ceilings), *_no_processes(ceilings)]:
        try:
            resource.setrlimit(which, (value, value))
        except (ValueError, OSError):
            continue
        done.append(name)
    return done


def _no_processes(ceilings: Ceilings) -> list[tuple[str, int, int]]:
    # The system counts all processes of a user: none at all is the one number that it can hold, and not to root.
    return [] if ceilings["processes"] or os.geteuid() == 0 else [("processes", resource.RLIMIT_NPROC, 0)]


def resources(ceilings: Ceilings) -> list[tuple[str, int, int]]:
    """Return what every worker has a ceiling of: its name, the system's number for it, the ceiling."""
    return [
        ("core", resource.RLIMIT_CORE, 0),
        ("memory", resource.RLIMIT_AS, ceilings["memory_bytes"]),
        ("open_files", resource.RLIMIT_NOFILE, ceilings["open_files"]),
        ("file_size", resource.RLIMIT_FSIZE, ceilings["file_bytes"]),
    ]


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
