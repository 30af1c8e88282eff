"""Say which of the session's limits an error of the code stands for, and what to do about it."""

import errno

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

# By the number of the system's error. Nothing but a new process can ask a worker to try again later.
_NUMBERS = {
    errno.EMFILE: "open_files",
    errno.EFBIG: "file_bytes",
    errno.ENOSPC: "scratch_bytes",
    errno.EAGAIN: "processes",
}
_NO_THREAD = ("can't start new thread",)  # the interpreter's own words: it keeps the system's number to itself
_TOLD = {
    "memory_bytes": "the code needs more memory than it may have ({limit}); work on smaller pieces",
    "recursion": "the recursion is too deep ({limit}); use a loop",
    "open_files": "too many files are open at once ({limit}); close each when it is read",
    "file_bytes": "a file would be larger than it may be ({limit}); write less",
    "scratch_bytes": "the scratch folder is full ({limit}); write less, or remove what is not needed any more",
    "processes": "no more processes or threads can be started ({limit}); work in this one",
}
# The slot itself: a class of the code's own may define `errno` anew.
_number = vars(OSError)["errno"].__get__


def passed(error: BaseException) -> str:
    """Return the name of the limit that the error stands for, or ""."""
    if isinstance(error, MemoryError):
        return "memory_bytes"
    if isinstance(error, RecursionError):
        return "recursion"
    if type(error) is RuntimeError and error.args == _NO_THREAD:
        return "processes"
    return _NUMBERS.get(_number(error), "") if isinstance(error, OSError) else ""


def advice(name: str, limits: "Mapping[str, float]") -> str:
    """Return the hint for a limit that was passed: its name, its value, what to do, what became of the variables."""
    return f"{_TOLD[name].format(limit=told(name, limits))}. The variables are kept"


def told(name: str, limits: "Mapping[str, float]") -> str:
    """Return a limit as it is named to the model, e.g. `limit memory_bytes: 1,000`."""
    value = limits.get(name)
    if value is None:
        return f"limit {name}"
    return f"limit {name}: {value:,}" if type(value) is int else f"limit {name}: {value:g}"
