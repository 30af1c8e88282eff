"""Make the groups of a snapshot again, each for itself: what cannot be made takes no other with it."""

from typing import Any

from codenode.worker.ending import Ending
from codenode.worker.policy.room import Room
from codenode.worker.snapshot.book import Book
from codenode.worker.snapshot.making import Making
from codenode.worker.snapshot.parts import CLASS, SKELETON, VARIABLE, Entry
from codenode.worker.snapshot.unkept import reason


class Loading:
    """One restore: group after group, each for itself."""

    def __init__(self, book: Book, room: Room) -> None:
        self._book = book
        self._room = room
        self._used: set[str] = set()
        self.buffers: dict[str, Any] = {}
        self.unmade: dict[str, str] = {}

    def values(self, entries: dict[str, Entry]) -> dict[str, object]:
        """Return the variables: first all classes are there, then they have their methods, then the rest."""
        made: dict[str, object] = {}
        for entry in sorted(entries.values(), key=_turn):
            keys, stream, buffers = entry
            try:
                found: Any = Making(stream, [self._buffer(digest) for digest in buffers], self._book, self._room).load()
                values = [found] if len(keys) == 1 else found
                made.update(zip(keys, values, strict=True))
            except (Ending, MemoryError):
                raise
            except Exception as error:  # noqa: BLE001 - a library of another version, say: the others are made
                self.unmade.update((key[2:], reason(error)) for key in keys if key.startswith(VARIABLE))
        return {key.removeprefix(VARIABLE): value for key, value in made.items() if key.startswith(VARIABLE)}

    def _buffer(self, digest: str) -> Any:
        """Return the bytes of a buffer; who needs the same ones later gets a copy."""
        data = self.buffers[digest]
        if digest in self._used:
            return bytearray(data)
        self._used.add(digest)
        return data


def _turn(entry: Entry) -> tuple[int, int]:
    numbers = [int(key[2:]) for key in entry[0] if key[:2] in {SKELETON, CLASS}]
    if not numbers:
        return 2, 0
    return (0 if entry[0][0].startswith(SKELETON) else 1), min(numbers)
