"""Cut what was saved into parts that stay the same from step to step where the variables do.

A large group is a part of its own. Small ones share parts, in a few buckets that follow from their names: a
part costs the host more than a number does. A large buffer is a part, whoever uses it.
"""

from _pickle import Unpickler, dumps
from hashlib import sha256
from io import BytesIO
from typing import Any
from zlib import crc32

ALONE = 2_048  # bytes of a group that is a part of its own
BUCKET = 4_096  # bytes that small groups share

Entry = tuple[tuple[str, ...], bytes, tuple[str, ...]]
"""Keys, stream, and the digests of its buffers."""

GROUP, BUFFER, FILE = "group", "buffer", "file"
VARIABLE, CLASS, SKELETON = "v:", "c:", "k:"
"""What the keys of variables, of classes and of what a class needs to be there at all begin with."""


class Parts:
    """The parts of one snapshot, each once."""

    def __init__(self) -> None:
        self.roles: dict[str, str] = {}
        self.bytes: dict[str, Any] = {}
        self.size = 0

    def add(self, role: str, data: Any) -> str:
        """Add a part; return its digest."""
        digest = sha256(data).hexdigest()
        if digest not in self.roles:
            self.roles[digest] = role
            self.bytes[digest] = data
            self.size += memoryview(data).nbytes
        return digest

    def add_entries(self, entries: list[Entry]) -> None:
        """Add groups of variables."""
        small = [entry for entry in entries if len(entry[1]) < ALONE]
        for entry in entries:
            if len(entry[1]) >= ALONE:
                self.add(GROUP, dumps([entry], 5))
        for bucket in _buckets(small):
            self.add(GROUP, dumps(bucket, 5))


def _buckets(entries: list[Entry]) -> list[list[Entry]]:
    total, count = sum(len(entry[1]) + 40 for entry in entries), 1
    while count * BUCKET < total:
        count *= 2
    buckets: list[list[Entry]] = [[] for _ in range(count)]
    for entry in entries:
        buckets[crc32(entry[0][0].encode()) % count].append(entry)
    return [bucket for bucket in buckets if bucket]


class _Plain(Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        raise ValueError("a part names no classes")


def plain_of(data: Any) -> Any:
    """Return plain data.

    Raises:
        ValueError: it is more than that.
    """
    return _Plain(BytesIO(data)).load()


def entries_of(part: Any) -> list[Entry]:
    """Return the groups of a part.

    Raises:
        ValueError: it is none.
    """
    found = plain_of(part)
    if type(found) is not list:
        raise ValueError("a part is a list of groups")
    for entry in found:
        keys, stream, buffers = entry
        if not (type(keys) is tuple and type(stream) is bytes and type(buffers) is tuple):
            raise ValueError("a group has keys, a stream and buffers")
    return found
