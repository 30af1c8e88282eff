"""Keep snapshots wherever `fsspec` reaches: `s3://`, `gs://`, `abfs://`, `memory://` and others."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from codenode.effects import Blocking, Steps, left
from codenode.errors import MissingExtra
from codenode.snapshots.base import plain_name, shelf


class FsspecStore:
    """A folder or bucket behind a URL.

    Args:
        url: e.g. `s3://bucket/snapshots`.
        options: of the file system, e.g. credentials.

    Raises:
        MissingExtra: `fsspec` is not installed.
    """

    def __init__(self, url: str, **options: Any) -> None:
        try:
            import fsspec.core  # noqa: PLC0415 - an extra
        except ImportError:
            raise MissingExtra(f"snapshots at {url!r}", "fsspec") from None
        self._files, self._root = fsspec.core.url_to_fs(url, **options)

    def write(self, thread: str, parts: Mapping[str, bytes], name: str, manifest: bytes) -> Steps[None]:
        """Keep the parts, then the manifest."""
        place = self._place(thread)

        def work() -> None:
            for digest, data in parts.items():
                self._put(f"{place}/parts/{digest}", data)
            self._put(f"{place}/manifests/{name}", manifest)

        yield Blocking(work, left)

    def _put(self, path: str, data: bytes) -> None:
        """Write beside, then put in place: nobody reads half a file, on a plain disk either."""
        if self._files.exists(path) and self._files.size(path) == len(data):
            return
        own = f"{path}.{secrets.token_hex(8)}"
        self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
        self._files.pipe_file(own, data)
        self._files.mv(own, path)

    def manifest(self, thread: str, name: str) -> Steps[bytes | None]:
        """Return a manifest."""
        path = f"{self._place(thread)}/manifests/{plain_name(name)}"
        found: bytes | None = yield Blocking(lambda: self._read(path), left)
        return found

    def parts(self, thread: str, digests: Sequence[str]) -> Steps[dict[str, bytes]]:
        """Return the parts that are there."""
        place = self._place(thread)

        def work() -> dict[str, bytes]:
            found = {digest: self._read(f"{place}/parts/{plain_name(digest)}") for digest in digests}
            return {digest: data for digest, data in found.items() if data is not None}

        read: dict[str, bytes] = yield Blocking(work, left)
        return read

    def _read(self, path: str) -> bytes | None:
        try:
            return bytes(self._files.cat_file(path))
        except FileNotFoundError:
            return None

    def delete(self, thread: str) -> Steps[None]:
        """Remove the folder of a thread."""
        place = self._place(thread)

        def work() -> None:
            if self._files.exists(place):
                self._files.rm(place, recursive=True)

        yield Blocking(work, left)

    def _place(self, thread: str) -> str:
        return f"{self._root.rstrip('/')}/{shelf(thread)}"
