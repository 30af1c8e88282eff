"""Write objects of a room down: a pickler that knows what is the room's, the code's and the libraries'."""

# The C half alone: `pickle` itself would cost a worker milliseconds at its first save.
from _pickle import Pickler
from io import BytesIO
from typing import Any

from codenode.worker.snapshot.book import Book
from codenode.worker.snapshot.rules import rule_for

APART = 4_096  # bytes of a buffer that is a part of its own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class TooLong(Exception):  # noqa: N818 - reads as what it is
    """What is written has more bytes than it may."""


class Short:
    """A file that takes so many bytes and no more."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pieces: list[bytes] = []

    def write(self, data: Any) -> None:
        """Take some bytes; the pickler calls this seldom, with much at once."""
        self._most -= len(data)
        if self._most < 0:
            raise TooLong
        self._pieces.append(bytes(data))

    def getvalue(self) -> bytes:
        """Return what was written."""
        return b"".join(self._pieces)


class Saved:
    """What one saver wrote."""

    __slots__ = ("buffers", "classes", "files", "stream")

    def __init__(self, value: object, book: Book, most: int | None = None) -> None:
        file: Any = BytesIO() if most is None else Short(most)
        saver = Saver(file, book)
        saver.dump(value)
        self.stream: bytes = file.getvalue()
        self.buffers = saver.buffers
        """Out of band, in order."""
        self.classes = saver.classes
        """Numbers of the classes it refers to."""
        self.files = saver.files
        """Actions whose functions are in it."""


class Saver(Pickler):
    """Writes one group of variables."""

    def __init__(self, file: Any, book: Book) -> None:
        self.buffers: list[Any] = []
        super().__init__(file, 5, buffer_callback=_outside(self.buffers))
        self.book = book
        self.classes: dict[int, None] = {}
        self.files: dict[str, None] = {}

    def reducer_override(self, value: Any) -> Any:
        """Return how an object is made again; called for whatever is no plain builtin data."""
        kind = type(value)
        rule = self.book.rules.get(kind)
        if rule is None:
            rule = self.book.rules[kind] = rule_for(kind, self.book)
        return rule(self, value)


def _outside(buffers: list[Any]) -> "Callable[[Any], bool]":
    def inside(buffer: Any) -> bool:
        if buffer.raw().nbytes < APART:
            return True
        buffers.append(buffer)
        return False

    return inside
