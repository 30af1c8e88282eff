"""Describe how an action ended: its value, or what went wrong and where.

Guest code runs here, too: a `__repr__`, a `__str__`. Nothing of it is trusted for its length or its type.
"""

import json
import re
from collections.abc import Sequence
from types import FrameType, ModuleType

from codenode.worker.clock import TimedOut
from codenode.worker.codec import CodecError, TooMany, plain
from codenode.worker.frames import Frame
from codenode.worker.naming import MESSAGE, NAME, message, named
from codenode.worker.places import Place
from codenode.worker.policy.compiler import Refusal
from codenode.worker.preview import preview
from codenode.worker.sources import Sources
from codenode.worker.traces import trace

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
    done = failed("rejected", "SyntaxError", str(refusal.msg), line=refusal.lineno, hint=refusal.hint)
    if refusal.offset:
        done["fault"]["column"] = refusal.offset
    return done


def faulted(error: BaseException, filename: str, found: Sequence[Place], sources: Sources, hint: str) -> Frame:
    """Return the frame of an action that raised, with the values of the names on the failing line.

    Args:
        error: what was raised.
        filename: of the action.
        found: the places in the code that the error came through.
        sources: of this action and earlier ones.
        hint: what to do instead.
    """
    status = "limit" if isinstance(error, MemoryError) else "error"
    said = message(error)
    here = next((place for place in reversed(found) if place.filename == filename), None)
    done = failed(status, named(type(error)), said, line=here.line if here else None, hint=hint)
    if found:
        done["fault"]["trace"], done["fault"]["frames"] = trace(error, said, sources, filename)
    if here is not None and not isinstance(error, MemoryError | RecursionError):
        done["fault"]["values"] = _values(here.frame, sources.line(filename, here.line))
    return done


def _values(frame: FrameType, line: str) -> str:
    names = dict.fromkeys(WORDS.findall(line))
    known = {**frame.f_globals, **frame.f_locals} if frame.f_locals is not frame.f_globals else frame.f_globals
    shown = [f"{name} = {_quietly(known[name])}" for name in names if name in known and _tells(name, known[name])]
    return "; ".join(shown)[:VALUES]


def _tells(name: str, value: object) -> bool:
    return not name.startswith("__") and not callable(value) and not isinstance(value, ModuleType)


def _quietly(value: object) -> str:
    try:
        return preview(value, VALUE)
    except TimedOut:
        raise
    except BaseException as error:  # noqa: BLE001 - a guest's __repr__ may do anything
        return f"<{named(type(value))}; its repr raised {named(type(error))}>"
