"""Let code await what a tool gave: it is there at once, and no awaitable."""

from collections.abc import Collection, Generator
from types import FunctionType


class Settled:
    """A value that is there already, to be awaited once."""

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    def __await__(self) -> Generator[None, None, object]:
        yield from ()
        return self._value


class Tools:
    """Which functions are tools of the room."""

    def __init__(self, functions: Collection[object]) -> None:
        self._functions = frozenset(functions)

    def awaited(self, function: object, value: object) -> object:
        """Return what `await function(...)` awaits; for any function but a tool that is the value itself."""
        # The exact type first: asking whether it is in the set would run the `__hash__` of a guest's object.
        return Settled(value) if type(function) is FunctionType and function in self._functions else value

    def gave(self, value: object) -> bool:
        """Say whether a value that cannot be awaited may be a tool's, where code passes it on to be awaited."""
        return bool(self._functions) and not callable(value)
