"""Read by a test's server of workers before it serves: takes the language layer and its watch away, so that the jail is alone."""

import builtins
import ctypes.util  # noqa: F401 - imported before the jail, as an attacker would find it imported by a library
import fcntl  # noqa: F401
import mmap  # noqa: F401
import resource  # noqa: F401
import shutil  # noqa: F401

from codenode.worker import kernel, watch


class RawRoom(kernel.Room):
    """All of Python's builtins, nothing checked."""

    def __init__(self, **settings):
        super().__init__(**settings)
        shown = {name: self._builtins[name] for name in ("print", "final_answer", "ToolError")}
        self._builtins.update({**vars(builtins), **shown})
        self._kept = dict(self._builtins)


def compile_raw(source, filename):
    """Compile whatever Python takes."""
    return compile(source, filename, "exec")


def unwatched(_):
    """Begin nothing: the audit hook is the language's layer, not the system's."""


kernel.Room = RawRoom
watch.Watch.begin = unwatched
kernel.compile_action = compile_raw
