"""Give the rooms of a worker what attacks expect, and tell the host when one succeeds.

Imported by a server of workers before it serves; all layers stay on.
"""

import builtins
from typing import Any

from codenode.escapes.stand_ins import OUTSIDE, tool
from codenode.worker import kernel
from codenode.worker.frames import Frame

_seen: list[str] = []


class Reached(BaseException):
    """An attack succeeded; no `except Exception` may hide that."""


def reached(value: object = None) -> None:
    """Write down that an attack succeeded; its value is not touched, only named by its type."""
    _seen.append(type(value).__name__ if type(value) is not str else value)
    raise Reached


class TrappedRoom(kernel.Room):  # type: ignore[name-defined,misc] # imported there, not exported
    """A room with the stand-ins."""

    def __init__(self, **settings: Any) -> None:
        offered = {"tool": tool, "reached": reached, "outside": OUTSIDE}
        super().__init__(**{**settings, "builtins": {**settings["builtins"], **offered}})


def _told(self: kernel.Kernel, frame: Frame) -> Frame:
    done = _run(self, frame)
    if _seen:
        done["status"] = "error"
        done["fault"] = {"type": "Reached", "message": ", ".join(_seen)[:500], "line": None, "hint": ""}
    return done


_run = kernel.Kernel._run  # noqa: SLF001 - a trap in the kernel itself
kernel.Kernel._run = _told  # type: ignore[method-assign] # noqa: SLF001
kernel.Room = TrappedRoom  # type: ignore[attr-defined]
# What libraries evaluate finds it here.
builtins.reached = reached  # type: ignore[attr-defined]
