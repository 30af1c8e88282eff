"""A world of its own: no network, no neighbours, and a file tree that holds only what is named.

The server that forks the workers enters it once (`enter`); each worker then gets a scratch folder of its
own in it (`private_scratch`). Works as root and as an ordinary user, who gets the rights for it inside a
user namespace and loses them with it.
"""

import os
import struct
from collections.abc import Sequence
from contextlib import suppress

from codenode.worker.jail.syscalls import PR_CAPBSET_DROP, detach, libc, mount, prctl, syscall

SCRATCH = "/scratch"
PACKAGES = ("site-packages", "dist-packages")
"""Folders of an interpreter's library that hold what was installed, not the library."""
DEVICES = ("/dev/null", "/dev/urandom")

_MOUNTS, _HOSTNAME, _MESSAGES, _USERS, _NETWORK = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x40000000
_READONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT, _BIND, _RECURSIVE, _PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
_AT_RECURSIVE = 0x8000
_CHANGE_USERS = 1 << 0 | 1 << 6 | 1 << 7  # CAP_CHOWN, CAP_SETGID, CAP_SETUID
_CAPABILITIES = 0x20080522  # _LINUX_CAPABILITY_VERSION_3


def enter(paths: Sequence[str]) -> list[str]:
    """Move this process into new namespaces whose file tree holds `paths`, read only.

    Call it in a process of one thread, before it forks workers.

    Args:
        paths: absolute paths of what stays readable, at the same place.

    Returns:
        Names of what took effect: `user` (an ordinary user's own), `network`, `ipc`, `hostname`, `mounts`.
        What the kernel refuses is left out.
    """
    done = []
    if not _unshared(_MOUNTS):
        if not _own_users():
            return []
        done.append("user")
        if not _unshared(_MOUNTS):
            return done
    for flag, name in ((_NETWORK, "network"), (_MESSAGES, "ipc"), (_HOSTNAME, "hostname")):
        if _unshared(flag):
            done.append(name)
    with suppress(OSError):
        _new_root(paths)
        done.append("mounts")
    return done


def _unshared(flag: int) -> bool:
    return bool(libc.unshare(flag) == 0)


def _own_users() -> bool:
    user, group = os.getuid(), os.getgid()
    if not _unshared(_USERS):
        return False
    with suppress(OSError):
        _write("/proc/self/setgroups", "deny")
    try:
        _write("/proc/self/uid_map", f"{user} {user} 1")
        _write("/proc/self/gid_map", f"{group} {group} 1")
    except OSError:
        return False
    return True


def _write(path: str, text: str) -> None:
    place = os.open(path, os.O_WRONLY)
    try:
        os.write(place, text.encode())
    finally:
        os.close(place)


def _new_root(paths: Sequence[str]) -> None:
    mount("none", "/", flags=_RECURSIVE | _PRIVATE)
    base = _mount_point(paths)
    mount("tmpfs", base, "tmpfs", _NOSUID | _NODEV, "size=1m,mode=755")
    hidden: list[str] = []
    for path in (*paths, *filter(os.path.exists, DEVICES)):
        _shown(path, base)
        hidden += _hide_packages(path, base, paths)
    for path in hidden:
        mount("none", path, flags=_REMOUNT | _BIND | _READONLY | _NOSUID | _NODEV)
    os.mkdir(base + SCRATCH, 0o755)  # noqa: PTH102 - no pathlib in a worker
    os.chdir(base)
    syscall("pivot_root", b".", b".")
    detach(".")
    os.chdir("/")
    mount("none", "/", flags=_REMOUNT | _BIND | _READONLY | _NOSUID | _NODEV)


def _mount_point(paths: Sequence[str]) -> str:
    """Return a folder that hides none of the paths when something is mounted on it."""
    for place in ("/mnt", "/media", "/srv", "/opt", "/home", "/tmp", "/var"):  # noqa: S108 - only a place to mount
        if os.path.isdir(place) and not any(path == place or path.startswith(place + "/") for path in paths):  # noqa: PTH112
            return place
    raise OSError(2, "no folder to mount the worker's root on")


def _shown(path: str, base: str) -> None:
    target = base + path
    if os.path.isdir(path):  # noqa: PTH112
        os.makedirs(target, 0o755, exist_ok=True)  # noqa: PTH103
    else:
        os.makedirs(os.path.dirname(target), 0o755, exist_ok=True)  # noqa: PTH103, PTH120
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT, 0o644))
    mount(path, target, flags=_BIND | _RECURSIVE)
    if path not in DEVICES:
        readonly = struct.pack("QQQQ", _READONLY | _NOSUID | _NODEV, 0, 0, 0)
        syscall("mount_setattr", -100, target.encode(), _AT_RECURSIVE, readonly, len(readonly))


def _hide_packages(path: str, base: str, paths: Sequence[str]) -> list[str]:
    """Lay an empty folder over the packages that live inside the interpreter's library.

    Those that are to be seen are mounted into it afterwards: they come later in `paths`.
    """
    hidden = []
    real = os.path.realpath(path)
    for folder in ("", *_interpreters(path)):
        for name in PACKAGES:
            inside = f"{folder}/{name}"
            # A link leads to nothing here, or to what is in `paths` itself.
            own = os.path.realpath(path + inside) == real + inside
            if own and path + inside not in paths and os.path.isdir(path + inside):  # noqa: PTH112
                mount("tmpfs", base + path + inside, "tmpfs", _NOSUID | _NODEV, "size=1m,mode=755")
                hidden.append(base + path + inside)
    return hidden


def _interpreters(path: str) -> list[str]:
    """Return the libraries of interpreters in a folder of libraries, such as `/usr/local/lib`."""
    with suppress(OSError):
        return [f"/{name}" for name in os.listdir(path) if name.startswith("python")]  # noqa: PTH208
    return []


def private_scratch(size: int, owner: int) -> None:
    """Give this process a scratch folder that nobody else sees: nothing in it can be run, and it is bounded.

    Args:
        size: bytes that fit in.
        owner: id of its user and group.

    Raises:
        OSError: the kernel refuses.
    """
    if not _unshared(_MOUNTS):
        raise OSError(1, "no mount namespace for the scratch folder")
    options = f"size={size},nr_inodes=4096,mode=700,uid={owner},gid={owner}"
    mount("tmpfs", SCRATCH, "tmpfs", _NOSUID | _NODEV | _NOEXEC, options)


def own_ids(ranges: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the first of the ranges of user ids (first, count) that exists here and that this process may take.

    None where there is none: an ordinary user, or a root that was left without the right to change users.
    """
    if not _may_change_users():
        return None
    with open("/proc/self/uid_map", encoding="ascii") as mapped:  # noqa: PTH123 - no pathlib in a worker
        known = [(int(start), int(size)) for start, _, size in map(str.split, mapped)]
    for first, count in ranges:
        if any(start <= first and first + count <= start + size for start, size in known):
            return first, count
    return None


def _may_change_users() -> bool:
    with open("/proc/self/status", encoding="ascii", errors="replace") as status:  # noqa: PTH123
        held = next((line.split()[1] for line in status if line.startswith("CapEff:")), "0")
    return int(held, 16) & _CHANGE_USERS == _CHANGE_USERS


def drop_user(identity: int) -> None:
    """Become a user nobody else is; only root can.

    Raises:
        OSError: this process is not root.
    """
    os.setgroups([])
    os.setresgid(identity, identity, identity)
    os.setresuid(identity, identity, identity)


def drop_capabilities() -> None:
    """Give up every capability, those inside the own user namespace too."""
    for number in range(64):
        with suppress(OSError):  # beyond the last one, or already gone
            prctl(PR_CAPBSET_DROP, number)
    syscall("capset", struct.pack("Ii", _CAPABILITIES, 0), struct.pack("IIIIII", 0, 0, 0, 0, 0, 0))
