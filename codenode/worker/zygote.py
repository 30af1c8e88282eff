"""The server that forks workers: everything imported once, then a jailed child in milliseconds.

It stays a process of one thread, for a fork copies only one, and ends when its host hangs up.
Requests and replies are single messages on a `SOCK_SEQPACKET` socket; descriptors travel beside them.
"""

import array
import gc
import importlib
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from types import ModuleType

from codenode.worker.channel import Channel, Hangup
from codenode.worker.clock import SignalClock
from codenode.worker.confine import close_others
from codenode.worker.frames import Frame
from codenode.worker.jail import namespaces
from codenode.worker.jail.checks import attempts
from codenode.worker.jail.lockdown import Jail
from codenode.worker.kernel import Kernel
from codenode.worker.policy.libraries import catalog
from codenode.worker.watch import Watch

MESSAGE = 1 << 16
# Root's workers get user ids of their own, far from any account's; a container may map only the lower range.
USERS = ((0x70000000, 0x0FFFFFFF), (40_000, 20_000))
ALWAYS = ("/etc/localtime", "/usr/share/zoneinfo", "/etc/ld.so.cache")


def main(descriptor: int) -> None:
    """Serve requests for workers until the host hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the children
    close_others(descriptor)
    os.environ.clear()
    control = socket.socket(fileno=descriptor)
    Zygote(control, json.loads(control.recv(MESSAGE))).serve()
    os._exit(0)


class Zygote:
    """One import set, and the workers forked from it."""

    def __init__(self, control: socket.socket, order: Frame) -> None:
        self._control = control
        self._own = os.getpid()
        self._without = order["without"]
        self._count = 0
        self._users = namespaces.own_ids(USERS) if os.geteuid() == 0 else None
        failed = _loaded(order["imports"])
        self._readable = _readable(order["paths"])
        self._layers = [] if "namespaces" in self._without else namespaces.enter(self._readable)
        gc.collect()
        gc.freeze()  # what is here stays: a collection in a child would copy every page it touches
        self._answer({"layers": self._layers, "failed": failed})

    def serve(self) -> None:
        """Fork a worker for each request."""
        while True:
            text, descriptors = _received(self._control)
            if not text:
                return
            self._forked(json.loads(text), descriptors)
            for number in descriptors:
                os.close(number)

    def _forked(self, request: Frame, descriptors: list[int]) -> None:
        self._count += 1
        child = os.fork()
        if child == 0:
            self._worker(request, descriptors)
        try:
            handle = os.pidfd_open(child)
        except OSError as error:
            self._answer({"error": f"the worker died at once: {error}"})
            return
        self._answer({"pid": child}, handle)
        os.close(handle)

    def _worker(self, request: Frame, descriptors: list[int]) -> None:
        """Be the worker; never returns."""
        status = 70
        try:
            status = self._served(request, descriptors)
        finally:
            os._exit(status)  # no finalizers: guest code has a say in them

    def _served(self, request: Frame, descriptors: list[int]) -> int:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        kept, staging = descriptors
        _close_all_but(kept, staging)
        jail = Jail(
            layers=self._layers,
            readable=self._readable,
            parent=self._own,
            staging=staging,
            folder=request["folder"],
            user=self._user(),
            without=self._without,
        )
        done = jail.lock(request["limits"])
        os.close(staging)
        channel = Channel(kept)
        channel.write({"type": "confined", "by": done})
        if request.get("check"):
            channel.write({"type": "checked", "refused": attempts()})
            return 0
        try:
            opening = channel.read()
            opening["folder"] = jail.scratch
            sys.setrecursionlimit(opening["limits"]["recursion"])
            watch = Watch(jail.scratch)
            watch.begin()
            Kernel(channel, SignalClock, watch).serve(opening)
        except Hangup:
            return 0
        return 70

    def _user(self) -> int | None:
        if self._users is None or "mounts" not in self._layers:
            return None
        first, count = self._users
        return first + (self._own * 1000 + self._count) % count

    def _answer(self, reply: Frame, descriptor: int | None = None) -> None:
        beside = []
        if descriptor is not None:
            beside = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))]
        self._control.sendmsg([json.dumps(reply).encode()], beside)


def _close_all_but(*kept: int) -> None:
    for number in range(3, 256):
        if number not in kept:
            with suppress(OSError):
                os.close(number)


def _received(control: socket.socket) -> tuple[bytes, list[int]]:
    descriptors = array.array("i")
    size = socket.CMSG_LEN(2 * descriptors.itemsize)
    text, beside, _, _ = control.recvmsg(MESSAGE, size)
    for _, _, data in beside:
        descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
    return text, list(descriptors)


def _loaded(imports: list[str]) -> list[str]:
    """Import what the code may import; a library that cannot be had is told, not fatal."""
    failed = []
    for name in ("encodings.idna", *imports):
        try:
            # What a review takes away is gone before the first worker; what it needs later is readable.
            catalog.preload(name) if catalog.is_reviewed(name) else importlib.import_module(name)
        except Exception as error:  # noqa: BLE001 - a library may fail in any way while it is imported
            failed.append(f"{name}: {type(error).__name__}: {error}"[:500])
    return failed


def _readable(paths: list[str]) -> list[str]:
    """Return the paths workers may read: the interpreter's library, and the packages that were imported."""
    found = dict.fromkeys([*paths, *ALWAYS, *_shared_libraries()])
    for module in list(sys.modules.values()):
        found.update(dict.fromkeys(_package(module)))
    return _outermost([*found, *map(os.path.realpath, found)])


def _shared_libraries() -> list[str]:
    """Return the folders this process's native code came from, by the names the loader knows."""
    folders = set()
    with open("/proc/self/maps", encoding="utf-8") as maps:  # noqa: PTH123 - no pathlib in a worker
        for line in maps:
            path = line.rstrip().partition(" /")[2]
            if ".so" in path:
                folders.add("/" + os.path.dirname(path))  # noqa: PTH120
    merged = {folder.removeprefix("/usr") for folder in folders if folder.startswith("/usr/lib")}
    return sorted(folders | merged)


def _package(module: ModuleType) -> list[str]:
    """Return the folder of a package in the libraries' folders, and that of its native parts."""
    file = getattr(module, "__file__", None)
    root = module.__name__.partition(".")[0]
    top = getattr(sys.modules.get(root), "__file__", None)
    if type(file) is not str or type(top) is not str:
        return []
    if os.path.basename(top).startswith("__init__."):  # noqa: PTH119 - no pathlib in a worker
        folder = os.path.dirname(top)  # noqa: PTH120
        return [folder, f"{folder}.libs"]
    return [top]


def _outermost(paths: list[str]) -> list[str]:
    """Leave out what does not exist, and what another one shows already."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not any(_shows(outer, path) for outer in kept) and os.path.exists(path):  # noqa: PTH110
            kept.append(path)
    return kept


def _shows(outer: str, path: str) -> bool:
    inside = path.removeprefix(outer + "/")
    return inside != path and inside.partition("/")[0] not in namespaces.PACKAGES
