"""Stand in the code for the tools that live on the host."""

import builtins
from collections.abc import Callable, Iterable, Mapping
from types import FunctionType

from codenode.worker.ending import Ending

TYPE_CHECKING = False
if TYPE_CHECKING:
    Tool = Callable[..., object]
    Each = Callable[[str, list[object], dict[str, object]], list[tuple[object, Exception | None]]]


SKILL = "save_skill"


class FinalAnswer(Ending):
    """The code is done; `except Exception` of the code does not catch it."""


class Stopped(Ending):
    """The host ended the action (a ceiling of the run was reached)."""


class ToolError(Exception):
    """A tool failed with an error the standard library has no name for."""


def proxy(name: str, doc: str, call: Callable[[str, tuple[object, ...], dict[str, object]], object]) -> "Tool":
    """Return the function that the code calls as `name`."""

    def tool(*args: object, **kwargs: object) -> object:
        return call(name, args, kwargs)

    tool.__name__ = tool.__qualname__ = name
    tool.__doc__ = doc
    tool.__module__ = "tools"
    return by_name(tool) if name == SKILL else tool


def by_name(tool: "Tool") -> "Tool":
    """Return the function `save_skill`: the host is told the name of what is to be saved, and has its source."""

    def save_skill(function: object) -> object:
        name = function.__name__ if type(function) is FunctionType else function
        if type(name) is not str:
            raise TypeError("save_skill() takes a function that you wrote with `def`")
        return tool(name)

    save_skill.__qualname__, save_skill.__module__, save_skill.__doc__ = "save_skill", "tools", tool.__doc__
    return save_skill


def abreast(names: Mapping[object, str], each: "Each") -> object:
    """Return the function `parallel`, for the tools of these names."""

    def parallel(tool: object, items: Iterable[object], *, return_exceptions: bool = False, **kwargs: object) -> object:
        """Call a tool once for each item, all together; return the results in order."""
        # The exact type first: asking whether it is among them would run the `__hash__` of a guest's object.
        if type(tool) is not FunctionType or tool not in names:
            raise TypeError(
                "parallel() runs tools together, nothing else; for a function of your own write "
                "[f(x) for x in items], or make it `async def` and await asyncio.gather(*[f(x) for x in items])"
            )
        outcomes = each(names[tool], list(items), kwargs)
        failures = [error for _, error in outcomes if error is not None]
        if failures and not return_exceptions:
            raise failures[0]
        return [value if error is None else error for value, error in outcomes]

    parallel.__qualname__, parallel.__module__ = "parallel", "tools"
    return parallel


def failure(kind: object, message: object) -> Exception:
    """Return the exception to raise in the code for a tool's failure on the host."""
    known = getattr(builtins, kind, None) if type(kind) is str else None
    text = message if type(message) is str else ""
    if isinstance(known, type) and issubclass(known, Exception) and known not in _PICKY:
        return known(text)
    return ToolError(f"{kind}: {text}")


# Built from more than a message; and those that steer the interpreter itself.
_PICKY = (UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError, StopIteration, StopAsyncIteration)
