"""What a snapshot is made of, written and signed by the host; the worker never sees a key.

A line with the format, the key's id and the signature, then JSON. Nothing of it is read as JSON before the
signature has been checked.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from codenode.errors import SnapshotRefused
from codenode.executors.base import Level
from codenode.executors.keeping import Part
from codenode.executors.layers import LEVELS
from codenode.snapshots.keys import Keys
from codenode.types import SnapshotRef, Unkept

FORMAT = 1
MAGIC = "codenode-snapshot"
BACK = "go back to an earlier one, let the thread begin anew, or give create_code_agent rebuild=True"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A snapshot without the bytes of its parts."""

    thread: str
    namespace: str
    level: Level
    seed: int
    imports: dict[str, str]
    """Libraries the code may import, and their versions."""
    python: str
    parts: list[Part]
    unkept: list[Unkept]
    gone: list[Unkept]

    def packed(self, keys: Keys) -> tuple[SnapshotRef, bytes]:
        """Return the reference to it, and its signed bytes."""
        body = json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode()
        key, signature = keys.sign(_signed(body))
        ref = SnapshotRef(
            id=identified(body),
            format=FORMAT,
            level=self.level,
            size=sum(part.size for part in self.parts),
            unkept=self.unkept,
        )
        return ref, f"{MAGIC} {FORMAT} {key} {signature}\n".encode() + body


def python_version() -> str:
    """Return what pickled data of libraries hangs on, e.g. `3.11`."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def identified(body: bytes) -> str:
    """Return the id of a snapshot: the same variables have the same one."""
    return sha256(body).hexdigest()[:32]


def _signed(body: bytes) -> bytes:
    return f"{MAGIC} {FORMAT}\n".encode() + body


def unpacked(data: bytes, ref: SnapshotRef, keys: Keys) -> Manifest:
    """Return a manifest once its signature is right.

    Raises:
        SnapshotRefused: it is none, of another format, altered, or not the one of the reference.
    """
    head, _, body = data.partition(b"\n")
    words = head[:400].decode("ascii", "replace").split(" ")
    if len(words) != 4 or words[0] != MAGIC or not words[1].isdecimal():
        raise SnapshotRefused("that is no snapshot, or its head was altered", BACK)
    if int(words[1]) != FORMAT:
        raise SnapshotRefused(
            f"the snapshot has format {int(words[1])}, this codenode reads format {FORMAT}",
            "use the version of codenode that wrote it",
        )
    keys.check(words[2], words[3], _signed(body))
    if identified(body) != ref["id"]:
        raise SnapshotRefused("the snapshot is not the one that was asked for", BACK)
    found = json.loads(body)
    return Manifest(**{**found, "parts": [Part(**part) for part in found["parts"]]})


def check_ref(ref: object) -> None:
    """Refuse what is no reference to a snapshot.

    Raises:
        SnapshotRefused: it is none.
    """
    if not (isinstance(ref, Mapping) and isinstance(ref.get("id"), str)):
        raise SnapshotRefused(f"{ref!r:.80} is no reference to a snapshot", "give one that `save` returned")


def check_place(manifest: Manifest, thread: str, namespace: str) -> None:
    """Refuse the snapshot of another thread.

    Raises:
        SnapshotRefused: it is one.
    """
    if (manifest.thread, manifest.namespace) != (thread, namespace):
        raise SnapshotRefused(
            f"the snapshot belongs to the thread {manifest.thread!r} (namespace {manifest.namespace!r}), "
            f"not to {thread!r} (namespace {namespace!r})",
            "open it in its own thread",
        )


def check_world(manifest: Manifest, level: Level, seen: Sequence[str] = LEVELS) -> None:
    """Refuse a snapshot that cannot be opened by this Python or at this isolation.

    Raises:
        SnapshotRefused: it was made by another Python, or at a stronger isolation.
    """
    if manifest.python != python_version():
        raise SnapshotRefused(
            f"the snapshot was made by Python {manifest.python}, this is {python_version()}",
            f"run Python {manifest.python}",
        )
    check_saving(level)
    if seen.index(level) < seen.index(manifest.level):
        raise SnapshotRefused(
            f"the snapshot was made at the level {manifest.level!r}, this executor gives {level!r}",
            f"open it with an executor of the level {manifest.level!r} or a stronger one",
        )


def check_saving(level: Level) -> None:
    """Refuse snapshots where nothing stands between the code and this process.

    Raises:
        SnapshotRefused: it is so.
    """
    if level == "restricted":
        raise SnapshotRefused(
            "executor 'inprocess' makes and opens no snapshots: reading one would run in this very process",
            "use executor='sandbox' or 'process'",
        )


def check_part(part: Part, data: bytes | None) -> bytes:
    """Return the bytes of a part once they are the ones that were signed.

    Raises:
        SnapshotRefused: they are missing or altered.
    """
    if data is None:
        raise SnapshotRefused(f"a part of the snapshot is missing ({part.digest[:16]})", BACK)
    if len(data) != part.size or sha256(data).hexdigest() != part.digest:
        raise SnapshotRefused(f"a part of the snapshot was altered ({part.digest[:16]})", BACK)
    return data
