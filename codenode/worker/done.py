"""Describe how an action ended: its value, or what went wrong and where.

Guest code runs here, too: a `__repr__`, a `__str__`. Nothing of it is trusted for its length or its type.
"""

import json
import re
from types import FrameType, ModuleType

from codenode.worker.clock import TimedOut
from codenode.worker.codec import CodecError, TooMany, plain
from codenode.worker.frames import Frame
from codenode.worker.policy.compiler import Refusal
from codenode.worker.preview import preview
from codenode.worker.proxies import FinalAnswer, Stopped

NAME = 80
MESSAGE = 2_000
VALUE = 200
VALUES = 600
WORDS = re.compile(r"\b[A-Za-z_]\w*\b")
SIZED = (list, tuple, dict, set, frozenset)


def valued(status: str, value: object, ceiling: int, shown: int) -> Frame:
    """Return the frame of an action that ended well.

    Args:
        status: `ok` or `final`.
        value: of the last expression, or the answer.
        ceiling: characters of JSON; a longer value is its preview, a longer answer a failure.
        shown: characters of the preview.
    """
    done = _frame(status)
    if value is None:
        return done
    done["preview"] = preview(value, shown)
    done["value"], whole = _data(value, done["preview"], ceiling)
    if not whole:
        done["truncated"] = True
    if status == "final" and not whole:
        # A cut answer would pass for the answer.
        return failed("error", "ValueError", f"the answer is over {ceiling:,} characters of JSON; answer with less")
    return done


def _data(value: object, shown: str, ceiling: int) -> tuple[object, bool]:
    """Return the value as JSON, else its preview; and whether nothing was cut for its size."""
    if type(value) in SIZED and len(value) * 2 > ceiling:  # type: ignore[arg-type]
        return shown, False  # too long for sure: its JSON is never made
    try:
        data = plain(value, nodes=ceiling)
    except TooMany:
        return shown, False
    except (CodecError, RecursionError, OverflowError):
        return (value if type(value) is str else shown), True
    if type(data) in (list, dict, str) and len(json.dumps(data)) > ceiling:
        return shown, False
    return data, True


def _frame(status: str) -> Frame:
    """Return the least a frame may say; the host fills in what is absent."""
    return {"type": "done", "status": status}


def failed(status: str, kind: str, message: str, *, line: int | None = None, hint: str = "") -> Frame:
    """Return the frame of an action that failed."""
    done = _frame(status)
    done["fault"] = {"type": kind[:NAME], "message": message[:MESSAGE], "line": line, "hint": hint}
    return done


def refused(refusal: Refusal) -> Frame:
    """Return the frame of an action that did not run."""
    return failed("rejected", "SyntaxError", str(refusal.msg), line=refusal.lineno, hint=refusal.hint)


def faulted(error: BaseException, filename: str, source: str, hint: str) -> Frame:
    """Return the frame of an action that raised, with the values of the names on the failing line."""
    status = "limit" if isinstance(error, MemoryError) else "error"
    line, frame = _place(error, filename)
    done = failed(status, named(type(error)), _message(error), line=line, hint=hint)
    if line and frame is not None and not isinstance(error, MemoryError | RecursionError):
        done["fault"]["values"] = _values(frame, source, line)
    return done


def _values(frame: FrameType, source: str, line: int) -> str:
    lines = source.splitlines()
    names = dict.fromkeys(WORDS.findall(lines[line - 1])) if 0 < line <= len(lines) else {}
    known = {**frame.f_globals, **frame.f_locals} if frame.f_locals is not frame.f_globals else frame.f_globals
    shown = [f"{name} = {_quietly(known[name])}" for name in names if name in known and _tells(name, known[name])]
    return "; ".join(shown)[:VALUES]


def _tells(name: str, value: object) -> bool:
    return not name.startswith("__") and not callable(value) and not isinstance(value, ModuleType)


def _message(error: BaseException) -> str:
    try:
        # Exact text: a guest's `__str__` may return a class of its own, whose slices are its code too.
        return str.__str__(str(error))
    except (TimedOut, FinalAnswer, Stopped):
        raise
    except BaseException as worse:  # noqa: BLE001 - a guest's __str__ may do anything
        return f"(its message could not be made: {named(type(worse))})"


def named(kind: type) -> str:
    """Return a type's name as exact, short text: a class can be named by a text class of the code's own."""
    return str.__str__(kind.__name__)[:NAME]


def _quietly(value: object) -> str:
    try:
        return preview(value, VALUE)
    except TimedOut:
        raise
    except BaseException as error:  # noqa: BLE001 - a guest's __repr__ may do anything
        return f"<{named(type(value))}; its repr raised {named(type(error))}>"


def _place(error: BaseException, filename: str) -> tuple[int | None, FrameType | None]:
    """Return the deepest line of this action in the traceback, and its frame."""
    line, frame, trace = None, None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            line, frame = trace.tb_lineno, trace.tb_frame
        trace = trace.tb_next
    return line, frame
