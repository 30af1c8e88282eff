"""Show a value in few characters, without ever making its whole text."""

SHOWN = 20
DEPTH = 4


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
    return repr(value)


def _string(value: str, limit: int) -> str:
    return repr(value) if len(value) <= limit else f"{value[:limit]!r}... [{len(value):,} characters]"


_BRACKETS: dict[type, str] = {list: "[]", tuple: "()", set: "{}", frozenset: "{}"}


def _container(value: object, kind: type, limit: int, depth: int) -> str:
    if depth == 0:
        return f"<{kind.__name__} of {len(value):,}>"  # type: ignore[arg-type]
    brackets = _BRACKETS[kind]
    left, right = brackets[0], brackets[1]
    shown = [_shown(item, limit, depth - 1) for item, _ in zip(value, range(_room(limit)))]  # type: ignore[call-overload]  # noqa: B905
    if len(shown) < len(value):  # type: ignore[arg-type]
        return f"{left}{', '.join(shown)}, ...{right} [{kind.__name__} of {len(value):,}]"  # type: ignore[arg-type]
    return f"{left}{', '.join(shown)}{',' if kind is tuple and len(shown) == 1 else ''}{right}"


def _dict(value: dict[object, object], limit: int, depth: int) -> str:
    if depth == 0:
        return f"<dict of {len(value):,}>"
    shown = [
        f"{_shown(key, limit, depth - 1)}: {_shown(item, limit, depth - 1)}"
        for (key, item), _ in zip(value.items(), range(_room(limit)))  # noqa: B905 - the shorter one ends it
    ]
    if len(shown) < len(value):
        return f"{{{', '.join(shown)}, ...}} [dict of {len(value):,}]"
    return f"{{{', '.join(shown)}}}"


def _room(limit: int) -> int:
    """Return how many items are worth rendering: two characters is the least one takes."""
    return max(SHOWN, limit // 4)
