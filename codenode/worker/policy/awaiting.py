"""Let code await its tools: a call where it is awaited, or handed to asyncio, waits together with others."""

from collections.abc import Callable, Generator, Mapping
from types import FunctionType, MethodType, ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    from codenode.worker.frames import Frame

    class Asker(Protocol):
        """Makes the calls that wait."""

        away: float
        """Seconds that they took so far."""

        def ask(self, requests: Sequence[Frame]) -> list[tuple[object, Exception | None]]:
            """Make calls; return their values and errors in order."""
            ...


class Nobody:
    """Stands where a room has no host: no call waits."""

    away = 0.0

    def ask(self, requests: "Sequence[Frame]") -> "list[tuple[object, Exception | None]]":
        """Make no call."""
        raise RuntimeError(f"nobody makes these {len(requests)} calls")


class Settled:
    """A value that is there already, to be awaited once."""

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    def __await__(self) -> Generator[None, None, object]:
        yield from ()
        return self._value


class Tools:
    """Which functions are tools of the room, and what stands for each where it is awaited.

    Args:
        tools: the functions, by name.
        later: those that make a call and wait for it only when they are awaited, by name; a tool without one
            is called at once.
    """

    def __init__(self, tools: Mapping[str, object], later: Mapping[str, object]) -> None:
        self._later = {tool: later.get(name) or _settling(tool) for name, tool in tools.items()}
        self.joiners: frozenset[type] = frozenset()
        """The types of what asyncio gives to join awaitables with."""

    def awaited(self, function: object) -> object:
        """Return what to call in `await function(...)`: a tool's other self, or the function itself."""
        # The exact type first: asking whether it is a key would run the `__hash__` of a guest's object.
        return self._later[function] if type(function) is FunctionType and function in self._later else function

    def joined(self, function: object, receiver: object) -> object:
        """Return the same for `asyncio.gather(function(...))` and its like.

        Args:
            function: what is called.
            receiver: what the source calls `gather`, or what it takes it from: asyncio's own, or of the code's
                making, which gets a value as ever.
        """
        if type(function) is not FunctionType or function not in self._later or not self._joins(receiver):
            return function
        return self._later[function]

    def _joins(self, receiver: object) -> bool:
        if type(receiver) is ModuleType:
            return receiver.__name__ == "asyncio"
        return type(receiver.__self__ if type(receiver) is MethodType else receiver) in self.joiners

    def gave(self, value: object) -> bool:
        """Say whether a value that cannot be awaited may be a tool's, where code passes it on to be awaited."""
        return bool(self._later) and not callable(value)


def _settling(tool: object) -> Callable[..., object]:
    def settled(*args: object, **kwargs: object) -> Settled:
        return Settled(tool(*args, **kwargs))  # type: ignore[operator] # a function

    settled.__qualname__ = getattr(tool, "__qualname__", "tool")  # messages of the interpreter name it
    return settled
