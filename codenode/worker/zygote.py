"""The server that forks workers: everything imported once, then a jailed child in milliseconds.

It stays a process of one thread, for a fork copies only one, and ends when its host hangs up.
Requests and replies are single messages on a `SOCK_SEQPACKET` socket; descriptors travel beside them.
"""

import gc
import importlib
import os
import signal
import socket
import sys
from collections import deque
from contextlib import suppress
from types import ModuleType

from codenode.worker import messages
from codenode.worker.channel import Channel, Hangup
from codenode.worker.confine import cut_off
from codenode.worker.frames import Frame
from codenode.worker.jail import namespaces
from codenode.worker.jail.checks import attempts
from codenode.worker.jail.lockdown import Jail
from codenode.worker.policy.facades import NAMES
from codenode.worker.policy.libraries import catalog
from codenode.worker.rehearsal import rehearse
from codenode.worker.serving import serve, watched

HIGHEST = 1 << 20
QUIET = 0.02
"""Seconds without a request after which spare workers are forked: sessions that wait come first."""
# Root's workers get user ids of their own, far from any account's; a container may map only the lower range.
USERS = ((0x70000000, 0x0FFFFFFF), (40_000, 20_000))
ALWAYS = ("/etc/localtime", "/usr/share/zoneinfo", "/etc/ld.so.cache")


def main(descriptor: int) -> None:
    """Serve requests for workers until the host hangs up."""
    cut_off(descriptor)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the children
    _sacrificed_first()
    control = socket.socket(fileno=descriptor)
    order, _ = messages.receive(control)
    if order is not None:
        Zygote(control, order).serve()
    os._exit(0)


class Zygote:
    """One import set, and the workers forked from it."""

    def __init__(self, control: socket.socket, order: Frame) -> None:
        self._control = control
        self._own = os.getpid()
        self._without = order["without"]
        self._count = 0
        self._later: deque[tuple[Frame, list[int]]] = deque()
        failed = _loaded(order["imports"])
        os.environ.clear()  # after the imports: numeric libraries read there that they may have one thread
        self._users = namespaces.own_ids(USERS) if os.geteuid() == 0 else None
        self._readable = _readable(order["paths"])
        self._layers = [] if "namespaces" in self._without else namespaces.enter(self._readable)
        if "mounts" not in self._layers:
            _loaded(_native(order["imports"]))
        gc.collect()
        gc.freeze()  # what is here stays: a collection in a child would copy every page it touches
        messages.send(control, {"number": order["number"], "layers": self._layers, "failed": failed})

    def serve(self) -> None:
        """Fork a worker for each request."""
        while True:
            if self._later and not messages.waits(self._control, QUIET):
                request, descriptors = self._later.popleft()
            else:
                asked, descriptors = messages.receive(self._control)
                if asked is None:
                    return
                request = asked
                if request.get("spare"):
                    self._later.append((request, descriptors))
                    continue
            try:
                self._forked(request, descriptors)
            except OSError as error:  # no more processes, say: the other sessions go on
                messages.send(self._control, {"number": request["number"], "error": str(error)})
            for number in descriptors:
                os.close(number)

    def _forked(self, request: Frame, descriptors: list[int]) -> None:
        self._count += 1
        held, go = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(go)
            os.read(held, 1)
            os.close(held)
            self._worker(request, descriptors)
        os.close(held)
        try:
            # It begins when there is a handle on it: one that ends sooner is buried, and another may get its number.
            handle = os.pidfd_open(child)
        finally:
            os.close(go)
        try:
            messages.send(self._control, {"number": request["number"], "pid": child}, [handle])
        finally:
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
        _close_all_but(*descriptors)
        kept, *folders = descriptors
        staging = folders[0] if folders else None
        jail = Jail(
            layers=self._layers,
            readable=self._readable,
            parent=self._own,
            staging=staging,
            folder=request["folder"],
            user=self._user(),
            without=self._without,
        )
        channel = Channel(kept)
        try:
            done = jail.lock(request["limits"])
        except OSError as error:
            channel.write({"type": "failed", "why": str(error)})
            return 70
        if staging is not None:
            os.close(staging)
        channel.write({"type": "confined", "by": done})
        if request.get("check"):
            channel.write({"type": "checked", "refused": attempts()})
            return 0
        watch = watched(jail.scratch)
        if request.get("spare"):
            rehearse(jail.scratch, request["limits"], watch)
        try:
            opening = channel.read()
            opening["folder"] = jail.scratch
            serve(channel, opening, watch)
        except Hangup:
            return 0
        return 70

    def _user(self) -> int | None:
        # In a user namespace (`user`) no id but the host's exists.
        if self._users is None or "mounts" not in self._layers or "user" in self._layers:
            return None
        first, count = self._users
        return first + (self._own * 1000 + self._count) % count


def _sacrificed_first() -> None:
    """Let the kernel take a worker, not the host, where memory runs out."""
    with suppress(OSError):
        place = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
        try:
            os.write(place, b"500")
        finally:
            os.close(place)


def _close_all_but(*kept: int) -> None:
    """Close what the server had open; its own socket has the number it had in the host, whatever that was."""
    first = 3
    for number in sorted(kept):
        os.closerange(first, number)
        first = number + 1
    os.closerange(first, HIGHEST)


def _loaded(imports: list[str]) -> list[str]:
    """Import what the code may import; a library that cannot be had is told, not fatal."""
    failed = []
    for name in ("encodings.idna", "codenode.worker.snapshot.keeper", *imports):
        try:
            # What a review takes away is gone before the first worker; what it needs later is readable.
            catalog.preload(name) if catalog.is_reviewed(name) else importlib.import_module(name)
        except Exception as error:  # noqa: BLE001 - a library may fail in any way while it is imported
            failed.append(f"{name}: {type(error).__name__}: {error}"[:500])
    return failed


def _native(imports: list[str]) -> list[str]:
    """Return modules whose native code has to be there before the jail: without mounts none can be loaded later."""
    codecs = ["_multibytecodec", *(f"_codecs_{name}" for name in ("cn", "hk", "iso2022", "jp", "kr", "tw"))]
    inner = [module for name in imports for module in catalog.table_of(name)]
    return [*NAMES, *inner, *codecs]


def _readable(paths: list[str]) -> list[str]:
    """Return the paths workers may read: the interpreter's library, and the packages that were imported."""
    found = dict.fromkeys([*paths, *ALWAYS, *_shared_libraries()])
    for module in list(sys.modules.values()):
        found.update(dict.fromkeys(_package(module)))
    return _outermost([*found, *map(os.path.realpath, found)])


def _shared_libraries() -> list[str]:
    """Return where this process's native code came from, by the names the loader knows."""
    places = set()
    with open("/proc/self/maps", encoding="utf-8") as maps:  # noqa: PTH123 - no pathlib in a worker
        for line in maps:
            path = line.rstrip().partition(" /")[2]
            if ".so" in path:
                places.add(_library("/" + path))
    merged = {place.removeprefix("/usr") for place in places if place.startswith("/usr/lib")}
    return sorted(places | merged)


def _library(path: str) -> str:
    """Return a folder of libraries, for what is loaded later needs more of them; elsewhere only the file.

    What lies beside a library in a folder of packages or of a project is not for the code.
    """
    folder = os.path.dirname(path)  # noqa: PTH120
    if folder.endswith(".libs"):
        return folder
    known = folder.startswith(("/lib", "/usr/lib", "/usr/local/lib", f"{sys.base_prefix}/lib"))
    return folder if known and not set(namespaces.PACKAGES) & set(folder.split("/")) else path


def _package(module: ModuleType) -> list[str]:
    """Return the folder of a package in the libraries' folders, and that of its native parts."""
    file = getattr(module, "__file__", None)
    if type(file) is not str:
        return []
    parts = module.__name__.split(".")
    if parts[0] == "codenode":
        return [file]  # the host's half is not for the worker
    names = (".".join(parts[:count]) for count in range(1, len(parts)))
    tops = (getattr(sys.modules.get(name), "__file__", None) for name in names)
    top = next((top for top in tops if type(top) is str), file)  # a namespace package has no file
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
    return inside != path and not set(namespaces.PACKAGES) & set(inside.split("/")[:2])
