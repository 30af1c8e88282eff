"""Name a type and quote what an exception says, as short text that runs no code of the guest's own later."""

from codenode.worker.clock import TimedOut
from codenode.worker.proxies import FinalAnswer, Stopped

NAME = 80
MESSAGE = 2_000


def named(kind: type) -> str:
    """Return a type's name as exact, short text: a class can be named by a text class of the code's own."""
    return str.__str__(kind.__name__)[:NAME]


def titled(kind: type) -> str:
    """Return an exception type as a traceback names it: with its module, unless that is the code's or Python's."""
    home, name = kind.__module__, str.__str__(kind.__qualname__)[:NAME]
    if type(home) is not str or home in {"builtins", "__main__"} or home.startswith("codenode."):
        return name
    return f"{home[:NAME]}.{name}"


def ending(kind: str, text: str) -> str:
    """Return the last line of a traceback."""
    return f"{kind}: {text}" if text else kind


def message(error: BaseException) -> str:
    """Return an exception's text; a guest's `__str__` may do anything while it is made."""
    try:
        # Exact text: a guest's `__str__` may return a class of its own, whose slices are its code too.
        return str.__str__(str(error))[:MESSAGE]
    except (TimedOut, FinalAnswer, Stopped):
        raise
    except BaseException as worse:  # noqa: BLE001 - as said
        return f"(its message could not be made: {named(type(worse))})"
