"""Keep a journal in a SQLite file: one machine, any number of processes."""

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from codenode.errors import ActionBusy, ConfigurationError, JournalError
from codenode.journal import holders
from codenode.journal.base import BlockingJournal
from codenode.journal.entries import Entry, Scope, in_order
from codenode.journal.large import DIGEST, parted, whole
from codenode.journal.latch import Latch

T = TypeVar("T")
PATIENCE = 30.0
"""Seconds to wait for another process that writes."""
FORMAT = 1

TABLES = """
CREATE TABLE IF NOT EXISTS codenode_leases (
    thread TEXT NOT NULL, task TEXT NOT NULL, token INTEGER NOT NULL, holder TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (thread, task)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS codenode_entries (
    thread TEXT NOT NULL, task TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (thread, task, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS codenode_values (
    thread TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (thread, digest)) WITHOUT ROWID;
"""


class SqliteJournal(BlockingJournal):
    """Entries in a file.

    A commit is on the disk when it returns (`synchronous="full"`); with `"normal"` it survives the death of
    every process, not a power cut, and costs about a tenth.

    Args:
        path: of the file; it is made where there is none.
        synchronous: `full` or `normal`.
    """

    name = "sqlite"
    durable = True
    exclusive = True

    def __init__(self, path: str | Path, *, synchronous: str = "full") -> None:
        if synchronous not in {"full", "normal"}:
            raise ConfigurationError(f"synchronous={synchronous!r} is wrong; give 'full' or 'normal'")
        self.path = Path(path).expanduser()
        self._synchronous = synchronous
        self._lock = Latch()
        self._database: sqlite3.Connection | None = None
        self._owner = 0
        self._holders: dict[tuple[Scope, int], str] = {}

    # --- the lease --------------------------------------------------------------------------------------

    def open(self, scope: Scope) -> tuple[int, list[Entry]]:
        """Take the lease of an action; that of a dead process is taken over."""
        holder = holders.taken()
        try:
            token, rows = self._written(lambda database: self._leased(database, scope, holder))
        except BaseException:
            holders.dropped(holder)
            raise
        self._holders[scope, token] = holder
        return token, [self._whole(scope.thread, json.loads(body)) for (body,) in rows]

    def _leased(self, database: sqlite3.Connection, scope: Scope, holder: str) -> tuple[int, list[Any]]:
        place = (scope.thread, scope.task)
        found = database.execute(
            "SELECT token, holder, at FROM codenode_leases WHERE thread=? AND task=?", place
        ).fetchone()
        token = 1
        if found is not None:
            if found[1] and holders.holds(found[1], found[2]):
                raise ActionBusy(scope.thread, holders.described(found[1]))
            token = found[0] + 1
        database.execute(
            "INSERT OR REPLACE INTO codenode_leases VALUES (?,?,?,?,?)", (*place, token, holder, time.time())
        )
        rows = database.execute(
            "SELECT body FROM codenode_entries WHERE thread=? AND task=? ORDER BY seq", place
        ).fetchall()
        return token, rows

    def release(self, scope: Scope, token: int) -> None:
        """Give the lease back."""
        holder = self._holders.pop((scope, token), None)
        if holder is None:
            return
        holders.dropped(holder)
        self._lock.when_free(lambda: self._written(lambda database: _given_back(database, scope, holder)))

    # --- entries ----------------------------------------------------------------------------------------

    def write(self, scope: Scope, token: int, entries: Sequence[Entry]) -> None:
        """Add entries, if the lease is still this one."""
        holder = self._holders.get((scope, token), "none")

        def work(database: sqlite3.Connection) -> None:
            place = (scope.thread, scope.task)
            changed = database.execute(
                "UPDATE codenode_leases SET at=? WHERE thread=? AND task=? AND token=? AND holder=?",
                (time.time(), *place, token, holder),
            )
            if changed.rowcount != 1:
                raise ActionBusy(scope.thread, "another process")
            for entry in entries:
                body, value = parted(entry)
                if value is not None:
                    database.execute("INSERT OR IGNORE INTO codenode_values VALUES (?,?,?)", (scope.thread, *value))
                database.execute("INSERT INTO codenode_entries VALUES (?,?,?,?)", (*place, entry["seq"], body))

        self._written(work)

    def read(self, thread: str) -> dict[str, list[Entry]]:
        """Return the entries of a thread."""
        with self._opened() as database:
            rows = database.execute(
                "SELECT task, body FROM codenode_entries WHERE thread=? ORDER BY task, seq", (thread,)
            ).fetchall()
        found: dict[str, list[Entry]] = {}
        for task, body in rows:
            found.setdefault(task, []).append(self._whole(thread, json.loads(body)))
        return in_order(found)

    def threads(self) -> list[str]:
        """Return the threads that have entries."""
        with self._opened() as database:
            return [thread for (thread,) in database.execute("SELECT DISTINCT thread FROM codenode_entries ORDER BY 1")]

    def delete(self, thread: str) -> None:
        """Forget a thread."""

        def work(database: sqlite3.Connection) -> None:
            for table in ("codenode_entries", "codenode_values", "codenode_leases"):
                database.execute(f"DELETE FROM {table} WHERE thread=?", (thread,))  # noqa: S608 - names of ours

        self._written(work)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            database, self._database = self._database, None
            if database is not None and self._owner == os.getpid():
                database.close()

    def _whole(self, thread: str, entry: dict[str, Any]) -> Entry:
        if key := entry.get(DIGEST):
            with self._opened() as database:
                row = database.execute(
                    "SELECT body FROM codenode_values WHERE thread=? AND digest=?", (thread, key)
                ).fetchone()
            if row is None:
                raise JournalError(f"a value of {self.path} is missing; do not resume from it")
            entry = whole(entry, row[0])
        return cast("Entry", entry)

    # --- the file ---------------------------------------------------------------------------------------

    def _written(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._opened() as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                result = work(database)
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")
            return result

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._database is None or self._owner != os.getpid():  # a connection does not survive a fork
                self._database, self._owner = self._connected(), os.getpid()
            try:
                yield self._database
            except sqlite3.Error as error:
                raise JournalError(f"the journal {str(self.path)!r} cannot be used: {error}") from error

    def _connected(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if not self.path.exists():
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))  # arguments and results are in it
            database = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
            self._prepare(database)
        except (sqlite3.Error, OSError) as error:
            raise JournalError(f"the journal {str(self.path)!r} cannot be opened: {error}") from error
        return database

    def _prepare(self, database: sqlite3.Connection) -> None:
        """Make the tables; wait where another process makes them."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                # SQLite does not wait for a lock by itself where the journal's mode changes.
                database.execute("PRAGMA journal_mode=WAL")
                database.execute(f"PRAGMA synchronous={self._synchronous}")
                (known,) = database.execute("PRAGMA user_version").fetchone()
                if known > FORMAT:
                    raise JournalError(
                        f"the journal {str(self.path)!r} is of format {known}; this codenode reads {FORMAT}"
                    )
                if known < FORMAT:
                    database.executescript(f"BEGIN IMMEDIATE; {TABLES} PRAGMA user_version={FORMAT}; COMMIT")
            except sqlite3.OperationalError as error:
                if database.in_transaction:
                    database.execute("ROLLBACK")
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
            else:
                return


def _given_back(database: sqlite3.Connection, scope: Scope, holder: str) -> None:
    database.execute(
        "UPDATE codenode_leases SET holder='' WHERE thread=? AND task=? AND holder=?",
        (scope.thread, scope.task, holder),
    )
