"""Keep snapshots in an SQLite file, of one machine."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from codenode.effects import Blocking, Steps, left

T = TypeVar("T")

TABLES = """
create table if not exists parts (thread text, digest text, data blob, primary key (thread, digest)) without rowid;
create table if not exists manifests (thread text, name text, data blob, primary key (thread, name)) without rowid;
"""
PATIENCE = 30.0
"""Seconds that another process may take for its writes."""


class SqliteStore:
    """A file, safe for several processes of one machine.

    Args:
        path: is made at the first use.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._made = False

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        if not self._made:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=PATIENCE)) as connection:
            if not self._made:
                connection.execute("pragma journal_mode = wal")
                connection.executescript(TABLES)
                self._made = True
            connection.execute("pragma synchronous = full")
            with connection:
                yield connection

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> Steps[T]:
        def done() -> T:
            with self._opened() as connection:
                return work(connection)

        result: T = yield Blocking(done, left)
        return result

    def write(self, thread: str, parts: Mapping[str, bytes], name: str, manifest: bytes) -> Steps[None]:
        """Keep the parts and the manifest, all or none."""

        def work(connection: sqlite3.Connection) -> None:
            rows = [(_key(thread), digest, data) for digest, data in parts.items()]
            connection.executemany("insert or ignore into parts values (?, ?, ?)", rows)
            connection.execute("insert or replace into manifests values (?, ?, ?)", (_key(thread), name, manifest))

        yield from self._do(work)

    def manifest(self, thread: str, name: str) -> Steps[bytes | None]:
        """Return a manifest."""

        def work(connection: sqlite3.Connection) -> bytes | None:
            found = connection.execute(
                "select data from manifests where thread = ? and name = ?", (_key(thread), name)
            ).fetchone()
            return None if found is None else bytes(found[0])

        return (yield from self._do(work))

    def parts(self, thread: str, digests: Sequence[str]) -> Steps[dict[str, bytes]]:
        """Return the parts that are there."""

        def work(connection: sqlite3.Connection) -> dict[str, bytes]:
            found = {}
            for digest in digests:
                row = connection.execute(
                    "select data from parts where thread = ? and digest = ?", (_key(thread), digest)
                ).fetchone()
                if row is not None:
                    found[digest] = bytes(row[0])
            return found

        return (yield from self._do(work))

    def delete(self, thread: str) -> Steps[None]:
        """Remove the rows of a thread."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("delete from manifests where thread = ?", (_key(thread),))
            connection.execute("delete from parts where thread = ?", (_key(thread),))

        yield from self._do(work)


def _key(thread: str) -> str:
    return thread.encode("utf-8", "surrogatepass").decode("utf-8", "backslashreplace")
