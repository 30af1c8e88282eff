"""Keep snapshots in a folder: a file a part, a file a manifest."""

import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from codenode.effects import Blocking, Steps, left
from codenode.snapshots.base import plain_name, shelf


class DirectoryStore:
    """A folder, safe for several processes: files are written beside, synced, and put in place by a rename.

    Args:
        folder: is made at the first write.
    """

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)

    def write(self, thread: str, parts: Mapping[str, bytes], name: str, manifest: bytes) -> Steps[None]:
        """Keep the parts, then the manifest."""
        place = self._folder / shelf(thread)

        def work() -> None:
            (place / "parts").mkdir(parents=True, exist_ok=True, mode=0o700)
            (place / "manifests").mkdir(exist_ok=True, mode=0o700)
            fresh = [self._put(place / "parts" / digest, data) for digest, data in parts.items()]
            if any(fresh):
                _settled(place / "parts")
            if self._put(place / "manifests" / name, manifest):
                _settled(place / "manifests")

        yield Blocking(work, left)

    def _put(self, path: Path, data: bytes) -> bool:
        """Write a file unless it is there; say whether it was written."""
        with suppress(FileNotFoundError):
            if path.stat().st_size == len(data):
                return False
        own = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            own.replace(path)
        except BaseException:
            own.unlink(missing_ok=True)
            raise
        return True

    def manifest(self, thread: str, name: str) -> Steps[bytes | None]:
        """Return a manifest."""
        found: bytes | None = yield Blocking(
            lambda: _read(self._folder / shelf(thread) / "manifests" / plain_name(name)), left
        )
        return found

    def parts(self, thread: str, digests: Sequence[str]) -> Steps[dict[str, bytes]]:
        """Return the parts that are there."""
        place = self._folder / shelf(thread) / "parts"

        def work() -> dict[str, bytes]:
            found = {digest: _read(place / plain_name(digest)) for digest in digests}
            return {digest: data for digest, data in found.items() if data is not None}

        read: dict[str, bytes] = yield Blocking(work, left)
        return read

    def delete(self, thread: str) -> Steps[None]:
        """Remove the folder of a thread."""
        place = self._folder / shelf(thread)

        def work() -> None:
            with suppress(FileNotFoundError):
                # Away at once under another name: who writes meanwhile begins a new folder.
                gone = place.with_name(f".gone-{secrets.token_hex(8)}")
                place.rename(gone)
                shutil.rmtree(gone, ignore_errors=True)

        yield Blocking(work, left)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _settled(folder: Path) -> None:
    """Sync the folder itself: a rename is not on the disk before that."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
