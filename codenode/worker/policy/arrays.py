"""`array.array` whose items are numbers before they reach its memory.

The original asks an item for its number in the middle of a store; code of the item's own that frees the
array there writes into memory that is no longer its own.
"""

# ruff: noqa: D102 - each method is the original's

import array as real
from collections.abc import Iterable, Iterator
from typing import Any

typecodes = real.typecodes


class array:  # noqa: N801, PLW1641 - the name it stands in for, which has no hash
    """A sequence of numbers of one kind, in little memory."""

    def __init__(self, typecode: str, initializer: Any = (), /) -> None:
        if type(typecode) is not str or typecode not in typecodes:
            raise ValueError(f"bad typecode {typecode!r:.20}; one of {', '.join(typecodes)}")
        plain = type(initializer) in {bytes, bytearray} or (type(initializer) is str and typecode in "uw")
        if type(initializer) is str and not plain:
            raise TypeError(f"cannot use a str to initialize an array with typecode {typecode!r}")
        self._items = real.array(typecode, initializer if plain else [self._of(typecode, item) for item in initializer])

    @property
    def typecode(self) -> str:
        return self._items.typecode

    @property
    def itemsize(self) -> int:
        return self._items.itemsize

    @staticmethod
    def _of(typecode: str, item: Any) -> Any:
        """Return an item as an exact number or letter."""
        if typecode in "uw":
            if not isinstance(item, str):
                raise TypeError(f"array item must be a unicode character, not {type(item).__name__}")
            return str.__str__(item)
        if typecode in "fd":
            return float(item)
        if not isinstance(item, int):
            raise TypeError(f"{type(item).__name__!r} object cannot be interpreted as an integer")
        return int.__int__(item)

    def _one(self, item: Any) -> Any:
        return self._of(self.typecode, item)

    def _many(self, items: Iterable[Any]) -> "real.array[Any]":
        return real.array(self.typecode, [self._one(item) for item in items])

    def _like(self, items: "real.array[Any]") -> "array":
        made = array(self.typecode)
        made._items = items
        return made

    def append(self, item: Any, /) -> None:
        self._items.append(self._one(item))

    def extend(self, items: Iterable[Any], /) -> None:
        if isinstance(items, array) and items.typecode != self.typecode:
            raise TypeError("can only extend with array of same kind")
        self._items.extend(self._many(items))

    def insert(self, index: int, item: Any, /) -> None:
        self._items.insert(int(index), self._one(item))

    def pop(self, index: int = -1, /) -> Any:
        return self._items.pop(int(index))

    def remove(self, item: Any, /) -> None:
        del self._items[self.index(item)]

    def index(self, item: Any, start: int = 0, stop: int | None = None, /) -> int:
        return self.tolist().index(item, start, len(self) if stop is None else stop)

    def count(self, item: Any, /) -> int:
        return self.tolist().count(item)

    def reverse(self) -> None:
        self._items.reverse()

    def byteswap(self) -> None:
        self._items.byteswap()

    def tolist(self) -> list[Any]:
        return self._items.tolist()

    fromlist = extend

    def tobytes(self) -> bytes:
        return self._items.tobytes()

    def frombytes(self, data: bytes, /) -> None:
        self._items.frombytes(bytes(data))

    def tounicode(self) -> str:
        return self._items.tounicode()

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def __contains__(self, item: object) -> bool:
        return item in self.tolist()

    def __getitem__(self, index: Any) -> Any:
        found = self._items[index]
        return self._like(found) if isinstance(index, slice) else found

    def __setitem__(self, index: Any, value: Any) -> None:
        self._items[index] = self._many(value) if isinstance(index, slice) else self._one(value)

    def __delitem__(self, index: Any) -> None:
        del self._items[index]

    def __add__(self, other: object) -> "array":
        if not isinstance(other, array):
            raise TypeError(f'can only append array (not "{type(other).__name__}") to array')
        return self._like(self._items + other._items)

    def __iadd__(self, other: "array") -> "array":  # type: ignore[misc] # noqa: PYI034 - as the original
        self.extend(other)
        return self

    def __mul__(self, times: int) -> "array":
        return self._like(self._items * int(times))

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, array) and self._items == other._items

    def __lt__(self, other: "array") -> bool:
        return self._items < other._items

    def __le__(self, other: "array") -> bool:
        return self._items <= other._items

    def __gt__(self, other: "array") -> bool:
        return self._items > other._items

    def __ge__(self, other: "array") -> bool:
        return self._items >= other._items

    def __copy__(self) -> "array":
        return self._like(self._items[:])

    def __repr__(self) -> str:
        return repr(self._items)


array.__module__ = "array"
