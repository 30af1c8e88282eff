"""Stand in the code for the tools that live on the host."""

import builtins
from collections.abc import Callable

from codenode.worker.ending import Ending

Reply = dict[str, object]


class FinalAnswer(Ending):
    """The code is done; `except Exception` of the code does not catch it."""


class Stopped(Ending):
    """The host ended the action (a ceiling of the run was reached)."""


class ToolError(Exception):
    """A tool failed with an error the standard library has no name for."""


def proxy(name: str, doc: str, call: Callable[[str, tuple[object, ...], dict[str, object]], object]) -> object:
    """Return the function that the code calls as `name`."""

    def tool(*args: object, **kwargs: object) -> object:
        return call(name, args, kwargs)

    tool.__name__ = tool.__qualname__ = name
    tool.__doc__ = doc
    tool.__module__ = "tools"
    return tool


def failure(kind: object, message: object) -> Exception:
    """Return the exception to raise in the code for a tool's failure on the host."""
    known = getattr(builtins, kind, None) if type(kind) is str else None
    text = message if type(message) is str else ""
    if isinstance(known, type) and issubclass(known, Exception) and known not in _PICKY:
        return known(text)
    return ToolError(f"{kind}: {text}")


# Built from more than a message; and those that steer the interpreter itself.
_PICKY = (UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError, StopIteration, StopAsyncIteration)
