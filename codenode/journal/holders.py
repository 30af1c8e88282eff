"""Name the process that holds a lease, so that another one can tell whether it still lives."""

import json
import os
import threading
import time
import uuid
from contextlib import suppress
from pathlib import Path

LEASE = 120.0
"""Seconds after its last write that a holder is believed in whose process cannot be seen from here."""
_live: set[str] = set()
_lock = threading.Lock()


def taken() -> str:
    """Return a new holder of this process, as text."""
    holder = json.dumps({**_process(), "id": uuid.uuid4().hex})
    with _lock:
        _live.add(holder)
    return holder


def named() -> str:
    """Return this process as text, where a holder's life is not told from it."""
    return json.dumps(_process())


def dropped(holder: str) -> None:
    """Forget a holder of this process."""
    with _lock:
        _live.discard(holder)


def alive(holder: str) -> bool | None:
    """Say whether a holder still lives; None where that cannot be seen from here."""
    try:
        named = json.loads(holder)
        place, pid, start = named["place"], int(named["pid"]), named["start"]
    except (ValueError, KeyError, TypeError):
        return False
    own = _process()
    if place != own["place"]:
        return None
    if pid == own["pid"] and start == own["start"]:
        with _lock:
            return holder in _live
    return bool(start) and _started(pid) == start


def holds(holder: str, at: float) -> bool:
    """Say whether a lease still stands.

    Args:
        holder: who took it.
        at: when it last wrote.
    """
    lives = alive(holder)
    return time.time() - at < LEASE if lives is None else lives


def described(holder: str) -> str:
    """Return a holder for an error message."""
    with suppress(ValueError, KeyError, TypeError):
        return f"process {json.loads(holder)['pid']}"
    return "another process"


def _process() -> dict[str, str | int]:
    return {"place": _place(), "pid": os.getpid(), "start": _started(os.getpid())}


def _place() -> str:
    """Name the machine and the set of process ids that this process sees."""
    parts = [str(os.uname().nodename) if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip())
    with suppress(OSError):
        parts.append(str(os.stat("/proc/self/ns/pid").st_ino))  # noqa: PTH116 - a link to no path
    return "/".join(parts)


def _started(pid: int) -> str:
    """Return when a process began, as the kernel says it; empty where there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return _breathes(pid)
    fields = text.rpartition(")")[2].split()
    return "" if fields[0] in {"Z", "X"} else fields[19]


def _breathes(pid: int) -> str:
    if Path("/proc/self/stat").exists():
        return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        pass
    return "alive"
