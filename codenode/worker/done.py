"""Describe how an action ended: its value, or that it was refused or stopped.

Guest code runs here, too: a `__repr__`. Nothing of it is trusted for its length or its type.
"""

import json
import re

from codenode.worker.codec import CodecError, NoNumber, TooMany, plain
from codenode.worker.frames import Frame
from codenode.worker.naming import MESSAGE, NAME
from codenode.worker.policy.compiler import Refusal
from codenode.worker.preview import preview

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

PLAIN = (str, int, float, bool, type(None))
SIZED = (list, tuple, dict, set, frozenset)
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+")
GIVE = (
    "give texts, numbers, None, dates, lists and dicts of them; or a table, an array, a picture or bytes, alone or "
    "directly in a dict or a list"
)


def answered(value: object, limits: "Mapping[str, float]") -> Frame:
    """Return the frame of a final answer; what is no JSON in it goes as a file beside it."""
    ceiling, shown = int(limits["answer_bytes"]), int(limits["value_bytes"])
    if type(value) in PLAIN:
        return valued("final", value, ceiling, shown)
    from codenode.worker.artifacts import Files, TooLarge  # noqa: PLC0415 - most answers are numbers and texts

    try:
        files = Files(value, limits)
    except TooLarge as error:
        return failed("limit", "ValueError", str(error))
    if not files:
        return valued("final", value, ceiling, shown)
    left = files.without(all_of_them=False)
    room = min(ceiling, int(limits["table_bytes"]))
    if not _is_data(left, room):  # long as JSON, or none after all: dates in a table
        left = files.without(all_of_them=True)
    done = valued("final", left, ceiling, shown)
    if done["status"] == "final":
        done["artifacts"] = files.frames
        done["preview"] = preview(value, shown)
    return done


def valued(status: str, value: object, ceiling: int, shown: int) -> Frame:
    """Return the frame of an action that ended well.

    Args:
        status: `ok` or `final`.
        value: of the last expression, or the answer.
        ceiling: characters of JSON; a longer value is its preview, a longer answer a failure. So is what has no form
            in JSON; of an answer that is one thing with a text of its own (a duration, a formula) it is this text.
        shown: characters of the preview.
    """
    done = _frame(status)
    if value is None:
        return done
    done["preview"] = preview(value, shown)
    try:
        done["value"], whole = _data(value, done["preview"], ceiling)
    except (CodecError, RecursionError, OverflowError) as error:
        done["value"], whole = (value if type(value) is str else done["preview"]), True
        if status == "final" and (problem := _no_answer(value, done["preview"], error)):
            return problem
    if not whole or len(done["preview"]) > shown:
        done["truncated"] = True
        done["preview"] += f"\n[shown in part (limit value_bytes: {shown:,})]"
    if status == "final" and not whole:
        # A cut answer would pass for the answer.
        said = f"the answer is over {ceiling:,} characters of JSON (limit answer_bytes); answer with less"
        return failed("limit", "ValueError", said)
    return done


def _data(value: object, shown: object, ceiling: int) -> tuple[object, bool]:
    """Return the value as JSON, else its preview; and whether nothing was cut for its size.

    Raises:
        CodecError: it has no form in JSON; so a RecursionError and an OverflowError.
    """
    if type(value) in SIZED and len(value) * 2 > ceiling:  # type: ignore[arg-type]
        return shown, False  # too long for sure: its JSON is never made
    try:
        data = plain(value, nodes=ceiling)
    except TooMany:
        return shown, False
    if type(data) in (list, dict, str) and len(json.dumps(data)) > ceiling:
        return shown, False
    return data, True


def _is_data(value: object, ceiling: int) -> bool:
    try:
        return _data(value, None, ceiling)[1]
    except (CodecError, RecursionError, OverflowError):
        return False


def _no_answer(value: object, shown: str, error: Exception) -> Frame | None:
    """Return the frame of an answer that is no data; None for one thing with a text of its own."""
    if isinstance(error, NoNumber):
        said = "the answer is or holds nan or inf, and JSON has no such numbers"
        return failed("error", "ValueError", said, hint="give None, or a text that says so, in its place")
    if type(value) not in SIZED and type(value) is not str and not ADDRESS.search(shown):
        return None
    # An address says nothing and differs when the action runs again; a list as one text is no list.
    said = str(error) if isinstance(error, CodecError) else "it is nested too deep, or too large"
    return failed("error", "TypeError", f"the answer cannot be given as data: {said}", hint=GIVE)


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
    done = failed("rejected", refusal.kind, str(refusal.msg), line=refusal.lineno, hint=refusal.hint)
    if refusal.offset:
        done["fault"]["column"] = refusal.offset
    return done
