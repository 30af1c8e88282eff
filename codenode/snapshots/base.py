"""What keeps the bytes of snapshots: parts by digest, manifests by id, both scoped by thread.

A thread's parts are its own, so that deleting one thread takes nothing from another. Every write is whole or
not there at all, whoever writes beside it.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Protocol

from codenode.effects import Steps
from codenode.errors import SnapshotRefused


class SnapshotStore(Protocol):
    """Keeps bytes it does not understand."""

    def write(self, thread: str, parts: Mapping[str, bytes], name: str, manifest: bytes) -> Steps[None]:
        """Keep the parts, then the manifest; when this is done, both survive the machine's end."""
        ...

    def manifest(self, thread: str, name: str) -> Steps[bytes | None]:
        """Return a manifest, None where there is none."""
        ...

    def parts(self, thread: str, digests: Sequence[str]) -> Steps[dict[str, bytes]]:
        """Return the parts that are there."""
        ...

    def delete(self, thread: str) -> Steps[None]:
        """Remove the manifests and parts of a thread; harmless where there are none."""
        ...


def shelf(thread: str) -> str:
    """Return a name for a thread that any file system and any key can hold."""
    return sha256(thread.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def plain_name(name: str) -> str:
    """Return an id that is fit for a path.

    Raises:
        SnapshotRefused: it is not one of ours.
    """
    if not (name.isascii() and name.isalnum()):
        raise SnapshotRefused(f"{name!r:.80} is no id of a snapshot", "give a reference that `save` returned")
    return name
