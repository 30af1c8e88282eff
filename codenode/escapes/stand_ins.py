"""What attacks find under agreed names: a tool and its secrets, an object, a folder beyond their own.

An attack calls `reached` when it has succeeded, and only then.
"""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

OUTSIDE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "markers")  # noqa: PTH100, PTH118, PTH120 - a worker loads this
"""Harmless files that code may not read."""

USER = """
class User:
    def __init__(self):
        self.value = 1

user = User()
"""
"""Run before the attack: a class of the code's own, and an object of it."""


def tool(*args: object, **kwargs: object) -> int:
    """Stand for a function of the host: its globals are worth having."""
    return len(args) + len(kwargs)


SECRETS: dict[str, object] = {"_registry": {"secret": 1}, "_Tool__secret": 1}
tool.__dict__.update(SECRETS)


def awaited(number: object) -> object:
    """Stand for a call of a tool that code awaits: what waits is written in Python, and open to anybody."""
    import asyncio  # noqa: PLC0415 - a worker loads this module, and mostly does without

    class Call(asyncio.futures._PyFuture):  # type: ignore[name-defined,misc] # noqa: SLF001 - the one that hides nothing
        """A call that has its value a few turns of the loop later, the more the larger its number is."""

        def settle(self, turns: int) -> None:
            """Have the value, unless somebody was faster."""
            if turns:
                self.get_loop().call_soon(self.settle, turns - 1)
            elif not self.done():
                self.set_result(number)

    call = Call()
    call.settle(5 * number if isinstance(number, int) else 1)
    return call


async def awaited_as_a_coroutine(number: object) -> object:
    """Stand for the same, where the code makes a task of it."""
    return await awaited(number)  # type: ignore[misc]


_TOOLS = frozenset({awaited, awaited_as_a_coroutine})


def parallel(function: "Callable[..., object]", items: "Iterable[object]") -> list[object]:
    """Stand for the builtin that believes what is said of a function."""
    if function not in _TOOLS and function.__name__ != "tool":
        raise TypeError("give a tool")
    return [function(item) for item in items]
