"""Refuse what no library may do for the code: files, processes, sockets, text that becomes code.

A second net behind the facades: an audit hook (PEP 578), which CPython calls from `open`, `exec`, `os`,
`subprocess` and their like, whoever calls them. It is no jail: native code that bypasses the interpreter
bypasses it, too (see docs/threat-model.md).
"""

import gc
import os
import sys
from types import FrameType

from codenode.worker.policy.imports import Trust

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Rule = Callable[[tuple[object, ...]], None]

# Events that give nobody a power; every other one is refused, those of later Pythons too.
HARMLESS = frozenset(
    """
    import object.__getattr__ sys._getframe sys._getframemodulename builtins.id compile time.sleep array.__new__
    sys.excepthook sys.unraisablehook sys.set_asyncgen_hook_firstiter sys.set_asyncgen_hook_finalizer
    sys.set_coroutine_origin_tracking_depth object.__setattr__ object.__delattr__
    glob.glob glob.glob/2 pathlib.Path.glob pathlib.Path.rglob ctypes.dlsym
    ctypes.dlsym/handle ctypes.set_errno ctypes.get_errno
    """.split()  # noqa: SIM905 - a table of names reads better as text
)
# What builds code from text that it made itself, of names it has checked.
MAKERS = (
    *("/collections/__init__.py", "/dataclasses.py"),
    *("/scipy/stats/_distn_infrastructure.py", "/sympy/polys/monomials.py"),
)
IMPORTER = "<frozen importlib"
ACTION = "<action"
# Time zones, and how many processors there are: some libraries ask.
SYSTEM = ("/sys/fs/cgroup", "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo")
HINT = "files are read only here; write to io.BytesIO() or io.StringIO(), or keep the result in a variable"


class Watch(Trust):
    """The rules of one worker process.

    Args:
        folder: the scratch folder, whose files may be read.
    """

    def __init__(self, folder: str) -> None:
        self._own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
        self._readable = tuple({real + os.sep for path in self._folders(folder) if (real := os.path.realpath(path))})
        self._listed = frozenset(map(os.path.realpath, sys.path))
        self._trusted = 0

    def _folders(self, folder: str) -> list[str]:
        library = os.path.dirname(os.__file__)  # noqa: PTH120
        packages = [path for path in sys.path if os.path.basename(path) in {"site-packages", "dist-packages"}]  # noqa: PTH119
        return [folder, library, self._own, *packages, *SYSTEM]

    def begin(self) -> None:
        """Watch from here on; there is no way back."""
        sys.dont_write_bytecode = True
        rules: dict[str, Rule] = {
            "open": self._open,
            "os.listdir": self._list,
            "os.scandir": self._list,
            "os.walk": self._list,
            "ctypes.dlopen": self._load,
            "resource.setrlimit": _ours,
            **dict.fromkeys(("exec", "function.__new__", "code.__new__", "marshal.loads"), _build),
        }

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            if event in HARMLESS or self._trusted:
                return
            rule = rules.get(event)
            if rule is None:
                raise PermissionError(f"{event} is not allowed here: there are no processes, sockets or system calls")
            rule(arguments)

        sys.addaudithook(hook)

    def __enter__(self) -> None:
        """Trust what follows: a library that is being imported, before the code has it in hand."""
        # A collection could run a finalizer of the code's own in the middle of it.
        gc.disable()
        self._trusted += 1

    def __exit__(self, kind: type[BaseException] | None = None, *_: object) -> None:
        self._trusted -= 1
        if not self._trusted:
            gc.enable()

    def _open(self, arguments: tuple[object, ...]) -> None:
        path, mode, flags = arguments
        if isinstance(path, int):
            raise PermissionError("a file descriptor cannot be opened here")
        name = os.fsdecode(path)  # type: ignore[arg-type] # `open` has checked it
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (isinstance(flags, int) and flags & _WRITES):
            raise PermissionError(f"{name!r} cannot be written: {HINT}")
        if not self._may_read(name):
            raise PermissionError(f"{name!r} is not among the files that can be read here")

    def _may_read(self, name: str) -> bool:
        path = os.path.realpath(name)
        return path.startswith(self._readable) or path == os.devnull

    def _list(self, arguments: tuple[object, ...]) -> None:
        path = os.path.realpath(os.fsdecode(arguments[0] or "."))  # type: ignore[arg-type] # a path, or none
        if not (path + os.sep).startswith(self._readable) and path not in self._listed:
            raise PermissionError(f"the folder {path!r} cannot be listed here")

    def _load(self, arguments: tuple[object, ...]) -> None:
        name = arguments[0]
        if name is not None and not (isinstance(name, str) and os.path.isabs(name) and self._may_read(name)):  # noqa: PTH117
            raise PermissionError(f"the native library {name!r} cannot be loaded here")


_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _is_ours(frame: FrameType | None) -> bool:
    return frame is not None and _WORKER in frame.f_code.co_filename


_WORKER = os.sep + os.path.join("codenode", "worker") + os.sep  # noqa: PTH118 - pathlib costs a worker milliseconds


def _ours(_: tuple[object, ...]) -> None:
    """Let the worker's own clock move its ceiling."""
    if not _is_ours(sys._getframe(2)):  # noqa: SLF001 - the frame below the hook's
        raise PermissionError("the ceilings of this process cannot be changed")


def _build(_: tuple[object, ...]) -> None:
    """Let code be made by what is known to do so safely, and by the import of a module."""
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - the frame below the hook's
    if frame is not None and (_is_ours(frame) or frame.f_code.co_filename.endswith(MAKERS)):
        return
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(IMPORTER):
            return
        # A finalizer of the code's own may run in the middle of an import.
        if name.startswith(ACTION):
            break
        frame = frame.f_back
    raise PermissionError("text cannot become code here: write the expression out in Python")
