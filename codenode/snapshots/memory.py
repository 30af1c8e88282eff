"""Keep snapshots in this process: for agents that pause and go on here, and for tests."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from codenode.effects import Steps
from codenode.snapshots.keys import Keys
from codenode.snapshots.snapshots import Snapshots

ROOM = 256 << 20


@dataclass(slots=True)
class _Shelf:
    parts: dict[str, bytes] = field(default_factory=dict)
    manifests: dict[str, bytes] = field(default_factory=dict)
    size: int = 0

    def add(self, parts: Mapping[str, bytes], name: str, manifest: bytes) -> int:
        """Keep what is new; return how many bytes that is."""
        fresh = {digest: data for digest, data in parts.items() if digest not in self.parts}
        more = sum(map(len, fresh.values())) + (0 if name in self.manifests else len(manifest))
        self.parts.update(fresh)
        self.manifests[name] = manifest
        self.size += more
        return more


class MemoryStore:
    """Bytes of threads; the thread that was used least recently goes first when there is no room.

    A thread alone keeps all of its steps, however many bytes they are: an earlier one may be gone back to.

    Args:
        room: bytes of all threads.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._shelves: OrderedDict[str, _Shelf] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def write(self, thread: str, parts: Mapping[str, bytes], name: str, manifest: bytes) -> Steps[None]:
        """Keep the parts, then the manifest."""
        yield from ()  # nothing here waits
        with self._lock:
            shelf = self._shelves.pop(thread, None) or _Shelf()
            self._shelves[thread] = shelf
            self._size += shelf.add(parts, name, manifest)
            while len(self._shelves) > 1 and self._size > self._room:
                self._size -= self._shelves.popitem(last=False)[1].size

    def manifest(self, thread: str, name: str) -> Steps[bytes | None]:
        """Return a manifest."""
        yield from ()
        shelf = self._shelves.get(thread)
        return shelf.manifests.get(name) if shelf else None

    def parts(self, thread: str, digests: Sequence[str]) -> Steps[dict[str, bytes]]:
        """Return the parts that are there."""
        yield from ()
        shelf = self._shelves.get(thread)
        return {digest: shelf.parts[digest] for digest in digests if digest in shelf.parts} if shelf else {}

    def delete(self, thread: str) -> Steps[None]:
        """Forget a thread."""
        yield from ()
        with self._lock:
            shelf = self._shelves.pop(thread, None)
            self._size -= shelf.size if shelf else 0


def in_memory() -> Snapshots:
    """Return snapshots that live as long as this process, signed with a key of their own."""
    return Snapshots(store=MemoryStore(), keys=Keys([secrets.token_bytes(32)]))
