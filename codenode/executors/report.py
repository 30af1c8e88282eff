"""What can this machine give? Layer by layer, each tried with a real worker."""

import sys
from typing import TYPE_CHECKING, TypedDict

from codenode.errors import ExecutorError
from codenode.executors.base import Level
from codenode.executors.layers import missing

if TYPE_CHECKING:
    from codenode.executors.sandbox import SandboxExecutor

LAYERS = {
    "seccomp": "the kernel's calls are an allow-list",
    "landlock": "files beyond the worker's own cannot be opened",
    "mounts": "a file tree of its own, read only",
    "scratch": "a scratch folder of its own, bounded, nothing in it can be run",
    "network": "no network",
    "ipc": "no shared memory or message queues of others",
    "hostname": "a host name of its own",
    "own_user": "a user of its own (root only)",
    "no_capabilities": "no capability",
    "no_new_privileges": "no way to gain a privilege",
    "not_dumpable": "not to be traced",
    "memory": "a ceiling of memory",
    "open_files": "a ceiling of open files",
    "file_size": "a ceiling of file sizes",
    "processes": "a ceiling of processes",
}

NO_WORKERS = "workers need a Unix socketpair; executor='inprocess' runs trusted code"


class Report(TypedDict):
    """What `codenode doctor` prints."""

    level: Level
    """The strongest level that was reached."""
    layers: dict[str, str]
    """Layer and state: `yes`, `no`, or the version."""
    attempts: dict[str, bool]
    """What was tried from inside, and whether it was refused."""
    missing: dict[str, str]
    """What the sandbox lacks here, with its remedy."""


def examine(executor: "SandboxExecutor | None" = None, without: tuple[str, ...] = ()) -> Report:
    """Fork a jailed worker, let it try its walls, and say what held.

    Args:
        executor: forks it; without one, one is made for this and closed.
        without: layers to leave out, to see the report of a machine that lacks them.
    """
    if sys.platform != "linux":
        return _elsewhere()
    from codenode.executors.sandbox import SandboxExecutor  # noqa: PLC0415 - Linux only

    own = executor or SandboxExecutor(without)
    try:
        found, attempts = own.examined()
    except (ExecutorError, OSError) as error:
        return Report(level="process", layers={}, attempts={}, missing={"worker": str(error)})
    finally:
        if executor is None:
            own.close()
    lacking = missing(found)
    level: Level = "process" if lacking or not all(attempts.values()) else "sandbox"
    return Report(level=level, layers=_states(found), attempts=attempts, missing=lacking)


def _elsewhere() -> Report:
    """Return the report of a system without a jail; nothing is tried, for there is nothing to try."""
    missing = {"linux": f"the jail is made of Linux, and this is {sys.platform}; use a Linux machine or container"}
    if sys.platform == "win32":
        return Report(level="restricted", layers={}, attempts={}, missing={**missing, "process": NO_WORKERS})
    return Report(level="process", layers={}, attempts={}, missing=missing)


def _states(found: list[str]) -> dict[str, str]:
    versions = dict(layer.split(" ", 1) for layer in found if " " in layer)
    return {name: versions.get(name, "yes" if name in found else "no") for name in LAYERS}
