"""Take the language layer and its watch away from a worker, so that the jail is alone.

Imported by a server of workers before it serves.
"""

import builtins
import ctypes.util  # noqa: F401 - imported before the jail, as an attacker would find it imported by a library
import fcntl  # noqa: F401
import mmap  # noqa: F401
import resource  # noqa: F401
import shutil  # noqa: F401
from types import CodeType
from typing import Any

from codenode.worker import kernel, watch


class RawRoom(kernel.Room):  # type: ignore[name-defined,misc] # imported there, not exported
    """All of Python's builtins, nothing checked."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        shown = {name: self._builtins[name] for name in ("print", "final_answer", "ToolError")}
        self._builtins.update({**vars(builtins), **shown})
        self._kept = dict(self._builtins)


def compile_raw(source: str, filename: str) -> CodeType:
    """Compile whatever Python takes."""
    return compile(source, filename, "exec")


def unwatched(_: object) -> None:
    """Begin nothing: the audit hook is the language's layer, not the system's."""


kernel.Room = RawRoom  # type: ignore[attr-defined]
watch.Watch.begin = unwatched  # type: ignore[method-assign,assignment]
kernel.compile_action = compile_raw  # type: ignore[attr-defined]
