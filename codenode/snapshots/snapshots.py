"""Keep what a worker gave, and open it again: signed on the way in, checked on the way out."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias, cast

from codenode.effects import Blocking, Steps, left
from codenode.errors import ConfigurationError, SnapshotRefused
from codenode.executors.base import Level
from codenode.executors.keeping import Kept, Part
from codenode.snapshots.base import SnapshotStore
from codenode.snapshots.directory import DirectoryStore
from codenode.snapshots.keys import Keys, default_keys
from codenode.snapshots.manifest import (
    BACK,
    Manifest,
    check_part,
    check_place,
    check_ref,
    check_saving,
    check_world,
    python_version,
    unpacked,
)
from codenode.types import SnapshotRef

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore

log = logging.getLogger("codenode")

Location: TypeAlias = "Snapshots | SnapshotStore | BaseStore | str | Path"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A snapshot whose every byte was checked."""

    manifest: Manifest
    parts: list[tuple[Part, bytes]]


@dataclass(frozen=True, kw_only=True)
class Snapshots:
    """Where snapshots are kept, and who may open them.

    Args:
        store: keeps the bytes.
        keys: sign and check; without any, those of `CODENODE_SNAPSHOT_KEYS`, else of this user's file.
    """

    store: SnapshotStore
    keys: Keys = field(default_factory=default_keys)

    @classmethod
    def at(cls, place: "SnapshotStore | BaseStore | str | Path", keys: Keys | None = None) -> Self:
        """Return snapshots kept at a place: a folder, a file `*.db`, a URL for `fsspec`, or a store.

        Raises:
            ConfigurationError: it is none of these.
            MissingExtra: it is a URL, and `fsspec` is not installed.
        """
        return cls(store=store_at(place), keys=keys or default_keys())

    def keep(
        self, kept: Kept, *, thread: str, namespace: str, level: Level, seed: int, imports: Sequence[str]
    ) -> Steps[tuple[SnapshotRef, Manifest]]:
        """Sign and store what a worker gave.

        Raises:
            SnapshotRefused: there is no isolation to rely on.
        """
        check_saving(level)
        manifest = Manifest(
            thread=thread,
            namespace=namespace,
            level=level,
            seed=seed,
            imports=(yield from _versions(imports)),
            python=python_version(),
            parts=kept.parts,
            unkept=kept.unkept,
            gone=kept.gone,
        )
        ref, data = manifest.packed(self.keys)
        yield from self.store.write(thread, kept.bytes, ref["id"], data)
        return ref, manifest

    def open(self, ref: SnapshotRef, *, thread: str, namespace: str, level: Level) -> Steps[Opened]:
        """Return a snapshot.

        Raises:
            SnapshotRefused: it is missing, altered, of another thread, Python or format, or of a stronger level.
        """
        check_saving(level)
        check_ref(ref)
        data = yield from self.store.manifest(thread, ref["id"])
        if data is None:
            raise SnapshotRefused(f"there is no snapshot {ref['id']!r} of the thread {thread!r}", BACK)
        manifest = unpacked(data, ref, self.keys)
        check_place(manifest, thread, namespace)
        check_world(manifest, level)
        versions = yield from _versions(list(manifest.imports))
        _warn(manifest, versions)
        found = yield from self.store.parts(thread, [part.digest for part in manifest.parts])
        checked: list[tuple[Part, bytes]] = yield Blocking(
            lambda: [(part, check_part(part, found.get(part.digest))) for part in manifest.parts], left
        )
        return Opened(manifest=manifest, parts=checked)

    def has(self, ref: SnapshotRef, thread: str) -> Steps[bool]:
        """Say whether a snapshot is there; whether it opens is another question."""
        return (yield from self.store.manifest(thread, ref["id"])) is not None

    def delete(self, thread: str) -> Steps[None]:
        """Remove every snapshot of a thread."""
        yield from self.store.delete(thread)


def _warn(manifest: Manifest, versions: Mapping[str, str]) -> None:
    for name, version in manifest.imports.items():
        if versions[name] != version:
            log.warning("the snapshot was made with %s %s, this is %s", name, version or "?", versions[name] or "?")


def _versions(modules: Sequence[str]) -> Steps[dict[str, str]]:
    if not modules:
        return {}
    found: dict[str, str] = yield Blocking(lambda: {name: version_of(name) for name in sorted(modules)}, left)
    return found


@cache
def version_of(module: str) -> str:
    """Return the version of the package a module belongs to, empty where that is not known."""
    root = module.partition(".")[0]
    try:
        return metadata.version({"sklearn": "scikit-learn", "PIL": "pillow"}.get(root, root))
    except metadata.PackageNotFoundError:
        return ""


def snapshots_at(place: "Location | None") -> Snapshots | None:
    """Return the snapshots that were given, or those kept at a place; None where there is no place.

    Raises:
        ConfigurationError: it is no place.
        MissingExtra: it is a URL, and `fsspec` is not installed.
    """
    return place if place is None or isinstance(place, Snapshots) else Snapshots.at(place)


def store_at(place: Location) -> SnapshotStore:
    """Return what keeps the bytes at a place.

    Raises:
        ConfigurationError: it is no place.
        MissingExtra: it is a URL, and `fsspec` is not installed.
    """
    if isinstance(place, Snapshots):
        return place.store
    if isinstance(place, str) and "://" in place:
        from codenode.snapshots.filesystems import FsspecStore  # noqa: PLC0415 - an extra

        return FsspecStore(place)
    if isinstance(place, str | Path):
        if Path(place).suffix in {".db", ".sqlite", ".sqlite3"}:
            from codenode.snapshots.sqlite import SqliteStore  # noqa: PLC0415 - only who asks loads it

            return SqliteStore(place)
        return DirectoryStore(place)
    if all(hasattr(place, name) for name in ("write", "manifest", "parts", "delete")):
        return cast("SnapshotStore", place)
    if all(hasattr(place, name) for name in ("put", "aput", "search")):
        from codenode.snapshots.basestore import LangGraphStore  # noqa: PLC0415 - who has one has loaded LangGraph

        return LangGraphStore(cast("BaseStore", place))
    raise ConfigurationError(f"snapshots={place!r} is wrong; give a folder, a file *.db, a URL, or Snapshots(...)")
