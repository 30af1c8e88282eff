"""Show a value in few characters, without ever making its whole text."""

import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterator

DEPTH = 4
END = 60  # characters for what stands behind a shortened value


def preview(value: object, limit: int) -> str:
    """Return `repr(value)`, or its head and its size where that would be long."""
    text = _shown(value, limit, DEPTH)
    return text if len(text) <= limit else f"{text[:limit]}... [{len(text):,} characters]"


def _shown(value: object, limit: int, depth: int) -> str:
    kind = type(value)
    if kind is str:
        return _string(value, limit)  # type: ignore[arg-type]
    if kind is int and value.bit_length() > 1 << 13:  # type: ignore[attr-defined]
        return f"<an integer of {value.bit_length():,} bits>"  # type: ignore[attr-defined]
    if kind in _BRACKETS and value:
        return _container(value, kind, limit, depth)
    if kind is dict and value:
        return _dict(value, limit, depth)  # type: ignore[arg-type]
    if kind in (bytes, bytearray) and len(value) > limit:  # type: ignore[arg-type]
        return f"{value[:limit]!r}... [{len(value):,} bytes]"  # type: ignore[index, arg-type]
    return _other(value, kind, limit, depth)


def _other(value: object, kind: type, limit: int, depth: int) -> str:
    if kind in _NAMED and len(value) > WHOLE:  # type: ignore[arg-type]
        return (
            f"{kind.__name__}({_container(value, list, limit, depth) if kind is deque else _dict(value, limit, depth)})"  # type: ignore[arg-type]
        )
    # exact: a guest's repr may be a text class of its own
    return (_of_library(value, limit) if "numpy" in sys.modules else "") or str.__str__(repr(value))


def _of_library(value: object, limit: int) -> str:
    from codenode.worker.tables import shown  # noqa: PLC0415 - most sessions have no libraries

    return shown(value, limit)


def shape(value: object) -> str:
    """Return how large a value is, e.g. `of 300`, `(3, 4) float64`; nothing where that says nothing.

    Never of the code's own classes: its `__len__` would run where nobody stops it.
    """
    if id(type(value)) in _LONG:
        return f"of {len(value):,}"  # type: ignore[arg-type]
    if "numpy" in sys.modules:
        from codenode.worker.tables import shaped  # noqa: PLC0415

        return shaped(value)
    return ""


def _string(value: str, limit: int) -> str:
    room = limit - END
    return repr(value) if len(value) <= room else f"{value[:room]!r}... [{len(value):,} characters]"


WHOLE = 100  # items of a container that is shown as Python shows it
_NAMED = (deque, Counter, OrderedDict, defaultdict)
# By identity: a metaclass of the code's own may answer `==` and `hash`.
_LONG = frozenset(map(id, (str, bytes, bytearray, list, tuple, set, frozenset, dict, *_NAMED)))
_BRACKETS: dict[type, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
}


def _container(value: object, kind: type, limit: int, depth: int) -> str:
    size: int = len(value)  # type: ignore[arg-type]  # a builtin container, its type tested
    if depth == 0:
        return f"<{kind.__name__} of {size:,}>"
    left, right = _BRACKETS[kind]
    shown = _head((_shown(item, limit, depth - 1) for item in value), limit)  # type: ignore[attr-defined]
    only = "," if kind is tuple and size == 1 else ""
    return _closed(left, shown, right if len(shown) < size else only + right, kind.__name__, size)


def _dict(value: dict[object, object], limit: int, depth: int) -> str:
    if depth == 0:
        return f"<dict of {len(value):,}>"
    pairs = (f"{_shown(key, limit, depth - 1)}: {_shown(item, limit, depth - 1)}" for key, item in value.items())
    return _closed("{", _head(pairs, limit), "}", "dict", len(value))


def _head(texts: Iterator[str], limit: int) -> list[str]:
    """Return as many texts as fit; what is left out is never rendered."""
    shown: list[str] = []
    room = limit - END
    for text in texts:
        room -= len(text) + 2
        if room < 0 and shown:
            break
        shown.append(text)
    return shown


def _closed(left: str, shown: list[str], right: str, kind: str, size: int) -> str:
    if len(shown) < size:
        return f"{left}{', '.join(shown)}, ...{right} [{kind} of {size:,}]"
    return f"{left}{', '.join(shown)}{right}"
