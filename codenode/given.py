"""Check what a caller gave: of its type, or told with its remedy."""

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import TypeVar

from codenode.errors import ConfigurationError

Kind = TypeVar("Kind")
Item = TypeVar("Item")


def of_type(name: str, given: Kind | None, kind: type[Kind], remedy: str) -> Kind | None:
    """Return a value of a type, or None where nothing was given.

    Args:
        name: of the parameter.
        given: its value.
        kind: its type.
        remedy: what would be right, e.g. `Budget(steps=20)`.

    Raises:
        ConfigurationError: it is something else.
    """
    found: object = given  # callers err
    if found is not None and not isinstance(found, kind):
        raise ConfigurationError(f"{name}={found!r:.80} is wrong; give {remedy}")
    return given


def listed(name: str, given: Iterable[Item], remedy: str) -> tuple[Item, ...]:
    """Return the items of a list; one item alone, such as a text, is none.

    Args:
        name: of the parameter.
        given: its value.
        remedy: what would be right, e.g. `imports=["numpy"]`.

    Raises:
        ConfigurationError: it is no list.
    """
    found: object = given  # callers err
    if isinstance(found, str | bytes | Mapping | PurePath) or not isinstance(found, Iterable):
        raise ConfigurationError(f"{name}={found!r:.80} is no list; write {remedy}")
    return tuple(given)
