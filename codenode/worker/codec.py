"""Carry Python data over the wire as JSON: what JSON lacks is tagged, what is no data is refused.

A tagged value is `{"$": kind, "v": payload}`. Both sides use this file; decoding builds nothing but
plain data of the standard library, so a hostile payload can be wrong but not harmful.
"""

import math
import re

TAG = "$"
HASHED = 10_000  # items whose hashes a hostile side may have made collide: their cost is quadratic
_EXPONENT = re.compile(r"[eE][+-]?\d{5}")
DEPTH = 64
BIG = 14_000  # bits: beyond some 4,300 digits CPython refuses to write or read an integer as text


class CodecError(TypeError):
    """A value that cannot cross."""


class TooMany(CodecError):  # noqa: N818 - says what is wrong
    """A value with more items than may cross."""


class NoNumber(CodecError):  # noqa: N818 - says what is wrong
    """A float that JSON has no number for."""


def encode(value: object, depth: int = DEPTH, left: list[int] | None = None) -> object:
    """Return the JSON form of a value.

    Exact for None, bool, int, float, str, list, tuple, dict, set, frozenset, bytes, complex, dates and
    times, Decimal, Fraction and UUID. Numpy scalars and arrays become numbers and lists.

    Args:
        value: what is to cross.
        depth: how deep it may be nested.
        left: how many items it may still have, counted down; None for any number.

    Raises:
        CodecError: the value, or something in it, is no data, nested too deep, or it has too many items.
    """
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return _integer(value)  # type: ignore[arg-type]  # exact type tested above
    if kind is float:
        return value if math.isfinite(value) else {TAG: "float", "v": repr(value)}  # type: ignore[arg-type]
    if depth <= 0:
        raise CodecError("data nested too deep to cross")
    if kind is list:
        return _items(value, depth, left)
    if kind is dict:
        return _mapping(value, depth, left)  # type: ignore[arg-type]
    return _tagged(value, depth, left)


def _integer(value: int) -> object:
    if value.bit_length() > BIG:
        raise CodecError(f"an integer of {value.bit_length():,} bits is too large to cross")
    return value


def _mapping(value: dict[object, object], depth: int, left: list[int] | None) -> object:
    items = list(value.items())  # encoding an item may run code that changes the dict
    _count(len(items), left)
    if all(type(key) is str and key != TAG for key, _ in items):
        return {key: encode(item, depth - 1, left) for key, item in items}
    pairs = [[encode(key, depth - 1, left), encode(item, depth - 1, left)] for key, item in items]
    return {TAG: "dict", "v": pairs}


def _count(size: int, left: list[int] | None) -> None:
    if left is not None:
        left[0] -= size
        if left[0] < 0:
            raise TooMany("too many items")


def _tagged(value: object, depth: int, left: list[int] | None) -> object:
    for kind, name, take in _WRITERS:
        if type(value) is kind:
            return {TAG: name, "v": take(value, depth, left)}
    # Text made anew: a class may stand in no module at all, as sympy's functions do.
    module, name = str(type(value).__module__), type(value).__qualname__
    text = _TEXTS.get((module, name))
    if text is not None:
        return {TAG: text, "v": value.isoformat() if hasattr(value, "isoformat") else str(value)}
    if (module, name) == ("datetime", "timedelta"):
        return {TAG: "timedelta", "v": [value.days, value.seconds, value.microseconds]}  # type: ignore[attr-defined]
    if left is not None and module.partition(".")[0] in {"numpy", "pandas"}:
        _count(int(getattr(value, "size", 0)), left)
    return encode(_lowered(value), depth - 1, left)


def _items(value: object, depth: int, left: list[int] | None) -> list[object]:
    _count(len(value), left)  # type: ignore[arg-type]
    items = list(value)  # type: ignore[call-overload]
    return [encode(item, depth - 1, left) for item in items]


_WRITERS = (
    (tuple, "tuple", _items),
    (set, "set", _items),
    (frozenset, "frozenset", _items),
    (bytes, "bytes", lambda value, _depth, _left: value.hex()),
    (bytearray, "bytes", lambda value, _depth, _left: value.hex()),
    (range, "tuple", _items),
    (complex, "complex", lambda value, _depth, _left: [repr(value.real), repr(value.imag)]),
)

_TEXTS = {
    ("datetime", "datetime"): "datetime",
    ("datetime", "date"): "date",
    ("datetime", "time"): "time",
    ("decimal", "Decimal"): "decimal",
    ("fractions", "Fraction"): "fraction",
    ("uuid", "UUID"): "uuid",
}


def _lowered(value: object) -> object:
    """Return what a library's object, an enum or a data class stands for, as plainer data."""
    kind = type(value)
    if kind.__module__ == "numpy" and hasattr(value, "tolist"):
        return value.tolist()
    if str(kind.__module__).partition(".")[0] == "pandas" and hasattr(value, "to_dict"):
        return value.to_dict("records") if kind.__name__ == "DataFrame" else value.to_dict()
    if hasattr(kind, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in kind.__dataclass_fields__}
    for base in (bool, int, float, str, list, tuple, dict, set):
        if isinstance(value, base):
            # An enum, a Counter, a named tuple: the data, without the class.
            return getattr(value, "value", value) if hasattr(kind, "_member_map_") else base(value)  # type: ignore[arg-type]
    if hasattr(kind, "_member_map_"):
        return value.value  # type: ignore[attr-defined]
    raise CodecError(f"a {kind.__name__} is no plain data")


def decode(data: object, depth: int = DEPTH) -> object:
    """Return the Python value of its JSON form.

    Raises:
        CodecError: an unknown tag, a malformed payload, or data nested too deep.
    """
    if depth <= 0:
        raise CodecError("data nested too deep to cross")
    if type(data) is list:
        return [decode(item, depth - 1) for item in data]
    if type(data) is not dict:
        return data
    if TAG not in data:
        return {key: decode(item, depth - 1) for key, item in data.items()}
    try:
        read = _READERS[data[TAG]]
        return read(data["v"], depth - 1)
    except CodecError:
        raise
    except Exception as error:  # noqa: BLE001 - a hostile payload may fail in any way
        raise CodecError(f"malformed data: {type(error).__name__}") from None


def _list(payload: object, depth: int) -> list[object]:
    if type(payload) is not list:
        raise CodecError("malformed data: a list was expected")
    return [decode(item, depth) for item in payload]


def _iso(name: str, payload: object) -> object:
    import datetime as dt  # noqa: PLC0415 - most actions carry no dates, and the worker starts faster without

    return getattr(dt, name).fromisoformat(payload)


def _timedelta(payload: object, _: int) -> object:
    import datetime as dt  # noqa: PLC0415

    return dt.timedelta(*_list(payload, 1))  # type: ignore[arg-type]


def _text(module: str, name: str, payload: object) -> object:
    # An exponent is a few characters here and hours of arithmetic there.
    if type(payload) is not str or len(payload) > 4_000 or (name != "UUID" and _EXPONENT.search(payload)):
        raise CodecError("malformed data: a short text was expected")
    return getattr(__import__(module), name)(payload)


def _hashed(payload: object, depth: int) -> list[object]:
    items = _list(payload, depth)
    if len(items) > HASHED:
        raise CodecError(f"a set, or a dict with keys that are no texts, of over {HASHED:,} items; pass a list")
    return items


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_READERS: "dict[object, Callable[[Any, int], object]]" = {
    "tuple": lambda payload, depth: tuple(_list(payload, depth)),
    "set": lambda payload, depth: set(_hashed(payload, depth)),
    "frozenset": lambda payload, depth: frozenset(_hashed(payload, depth)),
    "dict": lambda payload, depth: dict(_hashed(payload, depth)),  # type: ignore[arg-type]
    "bytes": lambda payload, _: bytes.fromhex(payload),
    "float": lambda payload, _: float(payload),
    "complex": lambda payload, _: complex(float(payload[0]), float(payload[1])),
    "datetime": lambda payload, _: _iso("datetime", payload),
    "date": lambda payload, _: _iso("date", payload),
    "time": lambda payload, _: _iso("time", payload),
    "timedelta": _timedelta,
    "decimal": lambda payload, _: _text("decimal", "Decimal", payload),
    "fraction": lambda payload, _: _text("fractions", "Fraction", payload),
    "uuid": lambda payload, _: _text("uuid", "UUID", payload),
}


def plain(value: object, *, nodes: int | None = None) -> object:
    """Return the value as untagged JSON: tuples and sets become lists, keys texts, dates ISO texts.

    Raises:
        CodecError: the value has no such form (bytes, NaN, an object), or more than `nodes` items.
    """
    return _untagged(encode(value, DEPTH, None if nodes is None else [nodes]))


def _untagged(data: object) -> object:
    if type(data) is list:
        return [_untagged(item) for item in data]
    if type(data) is not dict:
        return data
    if TAG not in data:
        return {key: _untagged(item) for key, item in data.items()}
    kind, payload = data[TAG], data["v"]
    if kind == "float":
        raise NoNumber("nan and inf have no plain form")
    if kind in {"bytes", "complex", "timedelta"}:
        raise CodecError(f"{kind} has no plain form")
    if kind == "dict":
        return {key if type(key) is str else _key(key): _untagged(item) for key, item in payload}
    return [_untagged(item) for item in payload] if type(payload) is list else payload


def _key(key: object) -> str:
    data = _untagged(key)
    return data if type(data) is str else str(data)
