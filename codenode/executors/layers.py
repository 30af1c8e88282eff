"""Which layers make a sandbox, and what to do where one is missing."""

from collections.abc import Sequence
from typing import get_args

from codenode.errors import IsolationError
from codenode.executors.base import Level

LEVELS: tuple[Level, ...] = get_args(Level)
"""From the weakest to the strongest."""

REMEDIES = {
    "seccomp": "run on Linux, x86-64 or arm64, with a kernel that has CONFIG_SECCOMP_FILTER",
    "files": (
        "on Linux 5.13 or later boot with Landlock (lsm=landlock,... on the kernel's command line), or allow user "
        "namespaces (sysctl -w user.max_user_namespaces=10000, and on Ubuntu "
        "kernel.apparmor_restrict_unprivileged_userns=0)"
    ),
    "no_new_privileges": "run on Linux 3.5 or later",
}


def missing(layers: Sequence[str]) -> dict[str, str]:
    """Return what the level `sandbox` lacks, each with its remedy; empty when it is reached.

    The calls of the kernel must be filtered, and files must be out of reach: by Landlock, or by a file tree
    of the worker's own.
    """
    lacking = [name for name in ("seccomp", "no_new_privileges") if name not in layers]
    if "mounts" not in layers and not any(layer.startswith("landlock") for layer in layers):
        lacking.append("files")
    return {name: REMEDIES[name] for name in lacking}


def check_layers(level: Level, layers: Sequence[str]) -> None:
    """Hold a worker to the level its executor claims.

    Raises:
        IsolationError: it says `sandbox`, and a layer did not take effect.
    """
    if level == "sandbox" and (lacking := missing(layers)):
        told = "; ".join(f"no {name}: {remedy}" for name, remedy in lacking.items())
        raise IsolationError(f"the worker is not jailed ({told})")


def check_level(found: Level, wanted: Level, why: str) -> None:
    """Refuse an executor that is weaker than what is wanted.

    Raises:
        IsolationError: it is weaker, or the level is unknown.
    """
    if wanted not in LEVELS:
        raise IsolationError(f"require={wanted!r} is no level; there are {', '.join(LEVELS)}")
    if LEVELS.index(found) < LEVELS.index(wanted):
        raise IsolationError(f"require={wanted!r}, and this executor gives {found!r}{why}")
