"""Be a weaker machine, then become a program: `weakened.py '{"deny": {...}, "user": 1001}' program arguments...`.

A filter makes the kernel refuse what that machine would, capabilities are dropped, the user changes.
"""

import ctypes
import json
import os
import struct
import sys
from contextlib import suppress
from pathlib import Path

from codenode.worker.jail.syscalls import (
    ARCHITECTURES,
    MACHINE,
    NUMBERS,
    PR_CAPBSET_DROP,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_SECCOMP,
    libc,
    mount,
    prctl,
)

MORE = {
    "x86_64": {"prctl": 157, "mount": 165, "umount2": 166, "setns": 308, "seccomp": 317},
    "aarch64": {"prctl": 167, "mount": 40, "umount2": 39, "setns": 268, "seccomp": 277},
}
LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
PRIVATE, RECURSIVE, BIND, NEW_MOUNTS = 1 << 18, 16384, 4096, 0x20000


def main() -> None:
    """Weaken this process and go on as the program."""
    wanted, program = json.loads(sys.argv[1]), sys.argv[2:]
    user = wanted.get("user")
    if user and os.geteuid() == 0:
        reachable([sys.base_prefix, sys.prefix, str(Path.cwd())])
    for number in wanted.get("drop", ()):
        with suppress(OSError):
            prctl(PR_CAPBSET_DROP, number)
    if user and os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    if wanted.get("deny"):
        install(wanted["deny"])
    os.execv(program[0], program)


def reachable(paths: list[str]) -> None:
    """Let an ordinary user reach what lies in folders that only root may enter, in a file tree of our own."""
    closed = sorted({top for path in paths if (top := first_closed(os.path.realpath(path)))})
    if not closed:
        return
    libc.unshare(NEW_MOUNTS)
    mount("none", "/", flags=RECURSIVE | PRIVATE)
    mount("tmpfs", "/mnt", "tmpfs")
    inside = [path for path in dict.fromkeys(map(os.path.realpath, paths)) if first_closed(path)]
    for number, path in enumerate(inside):
        Path(f"/mnt/{number}").mkdir()
        mount(path, f"/mnt/{number}", flags=BIND | RECURSIVE)
    for top in closed:
        mount("tmpfs", top, "tmpfs", options="mode=755")
    for number, path in enumerate(inside):
        Path(path).mkdir(parents=True, exist_ok=True)
        mount(f"/mnt/{number}", path, flags=BIND | RECURSIVE)


def first_closed(path: str) -> str:
    """Return the outermost folder of a path that others may not enter; empty where there is none."""
    parts = path.strip("/").split("/")
    for count in range(1, len(parts) + 1):
        folder = "/" + "/".join(parts[:count])
        if not Path(folder).stat().st_mode & 0o001:
            return folder
    return ""


def install(deny: dict[str, list[int]]) -> None:
    """Refuse calls: `[error]` always, `[error, argument, bits]` where one of the bits is set, 22 meaning itself."""
    numbers = {**NUMBERS, **MORE[MACHINE]}
    made = [step(LOAD, 4), step(EQUAL, ARCHITECTURES[MACHINE], 1, 0), step(RETURN, ALLOW)]
    for name, (error, *which) in deny.items():
        body = [step(RETURN, ERRNO | error)]
        if which:
            argument, value = which
            test = EQUAL if value == PR_SET_SECCOMP else ANY_BIT
            body = [step(LOAD, 16 + 8 * argument), step(test, value, 0, 1), *body, step(RETURN, ALLOW)]
        made += [step(LOAD, 0), step(EQUAL, numbers[name], 0, len(body)), *body]
    made.append(step(RETURN, ALLOW))
    text = b"".join(made)
    buffer = ctypes.create_string_buffer(text, len(text))
    header = struct.pack("HxxxxxxP", len(made), ctypes.addressof(buffer))
    assert libc.prctl(PR_SET_SECCOMP, 2, header, 0, 0) == 0, "the filter could not be installed"


def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """Return one instruction."""
    return struct.pack("HBBI", code, if_true, if_false, value)


if __name__ == "__main__":
    main()
