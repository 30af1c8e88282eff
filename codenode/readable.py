"""Make types that Pydantic can read of those with a `TypedDict` of `typing`: before Python 3.12 it refuses them."""

import typing
from functools import reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Literal, NotRequired, Required, Union, get_args, get_origin, get_type_hints

from typing_extensions import TypedDict


def readable(kind: Any) -> Any:
    """Return the type with each such `TypedDict` made anew; one that holds itself stays as it is."""
    return _made(kind, ())


def _made(kind: Any, within: tuple[Any, ...]) -> Any:
    if typing.is_typeddict(kind):  # of `typing`: it does not know those of `typing_extensions`
        return kind if kind in within else _dict(kind, (*within, kind))
    origin, parts = get_origin(kind), get_args(kind)
    if origin is None or origin is Literal or not all(_is_type(part) for part in parts[:1]):
        return kind
    if origin is Annotated:
        return Annotated[_made(parts[0], within), *kind.__metadata__]
    made = tuple(_made(part, within) for part in parts)
    if made == parts:
        return kind
    return reduce(or_, made) if origin in {Union, UnionType} else origin[made if len(made) > 1 else made[0]]


def _is_type(part: Any) -> bool:
    return not isinstance(part, list)  # what a Callable takes


def _dict(kind: Any, within: tuple[Any, ...]) -> Any:
    fields = {}
    for name, hint in get_type_hints(kind, include_extras=True).items():
        bare = get_args(hint)[0] if get_origin(hint) in {Required, NotRequired} else hint
        made = _made(bare, within)
        fields[name] = made if name in kind.__required_keys__ else NotRequired[made]
    same = TypedDict(kind.__name__, fields)  # type: ignore[misc]  # made at run time
    same.__doc__ = kind.__doc__
    return same
