"""Keep a journal in Postgres: any number of machines."""

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

from codenode.errors import ActionBusy, JournalError, MissingExtra
from codenode.journal import holders
from codenode.journal.base import BlockingJournal
from codenode.journal.entries import Entry, Scope, in_order
from codenode.journal.large import DIGEST, parted, whole
from codenode.journal.latch import Latch

if TYPE_CHECKING:
    from psycopg import Connection

FORMAT = 1
SETUP = 0x636F64656E6F6465
"""Advisory lock of who makes the tables: two that make them at once would fail in Postgres' own."""

TABLES = """
CREATE TABLE IF NOT EXISTS codenode_format (version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS codenode_leases (
    thread TEXT NOT NULL, task TEXT NOT NULL, token BIGINT NOT NULL, holder TEXT NOT NULL,
    PRIMARY KEY (thread, task));
CREATE TABLE IF NOT EXISTS codenode_entries (
    thread TEXT NOT NULL, task TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (thread, task, seq));
CREATE TABLE IF NOT EXISTS codenode_values (
    thread TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (thread, digest));
"""
# The server finds out within half a minute that a machine is gone, and frees its leases. A commit is on the disk
# when it returns, also where the database's own default is otherwise.
SESSION = """
SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
       set_config('tcp_keepalives_count', '3', false);
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
"""
LEASED = """
INSERT INTO codenode_leases VALUES (%s, %s, 1, %s)
ON CONFLICT (thread, task) DO UPDATE SET token = codenode_leases.token + 1, holder = EXCLUDED.holder RETURNING token
"""


class PostgresJournal(BlockingJournal):
    """Entries in a database.

    A lease is an advisory lock of this journal's connection: with the process, or its connection, it is free at
    once. A holder that lost its connection writes no more, whether or not somebody took over.

    Args:
        conninfo: as libpq takes it, e.g. `postgresql://user@host/database`. A direct connection: locks do not work
            through a pooler that gives each transaction another one.
    """

    name = "postgres"
    durable = True
    exclusive = True

    def __init__(self, conninfo: str) -> None:
        self._connection: Connection[Any] | None = None
        self._lock = Latch()
        try:
            import psycopg  # noqa: F401, PLC0415 - said where the journal is made, not in the middle of a run
        except ImportError:
            raise MissingExtra("PostgresJournal", "postgres") from None
        self._conninfo = conninfo
        self._owner = 0
        self._held: dict[tuple[Scope, int], Connection[Any]] = {}
        self._inherited: list[Connection[Any]] = []

    # --- the lease --------------------------------------------------------------------------------------

    def open(self, scope: Scope) -> tuple[int, list[Entry]]:
        """Take the lease of an action; that of a dead process is free."""
        locked: Connection[Any] | None = None
        try:
            with self._transaction() as database:
                self._check_free(database, scope)
                locked = database
                token = _first(database, LEASED, *_place(scope), holders.named())
                entries = _entries(database, "thread=%s AND task=%s", *_place(scope))[scope.task]
        except BaseException:
            if locked is not None:
                self._unlock(locked, scope)
            raise
        self._held[scope, token] = locked
        return token, entries

    def _check_free(self, database: "Connection[Any]", scope: Scope) -> None:
        # One connection may take a lock twice, so what this journal holds itself is looked up.
        if any(held == scope and by is database for (held, _), by in self._held.items()):
            raise ActionBusy(scope.thread, "this process")
        if not _first(database, "SELECT pg_try_advisory_lock(%s)", _number(scope)):
            known = "SELECT coalesce(max(holder), '') FROM codenode_leases WHERE thread=%s AND task=%s"
            raise ActionBusy(scope.thread, holders.described(_first(database, known, *_place(scope))))

    def release(self, scope: Scope, token: int) -> None:
        """Give the lease back."""
        held = self._held.pop((scope, token), None)
        if held is not None and self._owner == os.getpid():
            self._lock.when_free(lambda: self._unlock(held, scope))

    def _unlock(self, held: "Connection[Any]", scope: Scope) -> None:
        import psycopg  # noqa: PLC0415

        with self._lock, suppress(psycopg.Error):  # the connection is gone, and the lock with it
            held.execute("SELECT pg_advisory_unlock(%s)", (_number(scope),))

    # --- entries ----------------------------------------------------------------------------------------

    def write(self, scope: Scope, token: int, entries: Sequence[Entry]) -> None:
        """Add entries, if the lease is still this one."""
        held = self._held.get((scope, token))
        with self._transaction(held) as database:
            fenced = "SELECT 1 FROM codenode_leases WHERE thread=%s AND task=%s AND token=%s FOR UPDATE"
            if held is None or database.execute(fenced, (*_place(scope), token)).fetchone() is None:
                raise ActionBusy(scope.thread, "another process")
            for entry in entries:
                body, value = parted(entry)
                if value is not None:
                    database.execute(
                        "INSERT INTO codenode_values VALUES (%s,%s,%s) ON CONFLICT DO NOTHING", (scope.thread, *value)
                    )
                database.execute(
                    "INSERT INTO codenode_entries VALUES (%s,%s,%s,%s)", (*_place(scope), entry["seq"], body)
                )

    def read(self, thread: str) -> dict[str, list[Entry]]:
        """Return the entries of a thread."""
        with self._transaction() as database:
            found = _entries(database, "thread=%s", thread)
        return in_order(found)

    def threads(self) -> list[str]:
        """Return the threads that have entries."""
        with self._transaction() as database:
            rows = database.execute("SELECT DISTINCT thread FROM codenode_entries ORDER BY 1").fetchall()
        return [thread for (thread,) in rows]

    def delete(self, thread: str) -> None:
        """Forget a thread."""
        with self._transaction() as database:
            for table in ("codenode_entries", "codenode_values", "codenode_leases"):
                database.execute(cast("Any", f"DELETE FROM {table} WHERE thread=%s"), (thread,))  # noqa: S608 - ours

    def close(self) -> None:
        """Close the connection; its leases are free."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None and self._owner == os.getpid():
                connection.close()

    def __del__(self) -> None:
        self.close()

    # --- the connection ---------------------------------------------------------------------------------

    @contextmanager
    def _transaction(self, held: "Connection[Any] | None" = None) -> Iterator["Connection[Any]"]:
        """Commit what the block does, or nothing.

        Args:
            held: the connection whose lease allows it; without one, a lost connection is replaced.
        """
        import psycopg  # noqa: PLC0415 - an extra

        with self._lock:
            try:
                database = self._connected()
                if held is not None and held is not database:
                    raise JournalError(
                        "the connection to the journal was lost in the middle of an action, and with it the lease; "
                        "resume the run"
                    )
                with database.transaction():
                    yield database
            except (psycopg.Error, UnicodeError) as error:
                raise JournalError(f"the journal in Postgres cannot be used: {error}") from error

    def _connected(self) -> "Connection[Any]":
        if self._connection is not None and self._owner != os.getpid():
            self._inherited.append(self._connection)  # the parent's: to close it here would end it there
            self._connection = None
        if self._connection is None or self._connection.closed:
            self._connection, self._owner = self._opened(), os.getpid()
        return self._connection

    def _opened(self) -> "Connection[Any]":
        import psycopg  # noqa: PLC0415

        database = psycopg.connect(self._conninfo, autocommit=True)
        try:
            database.execute(SESSION)
            with database.transaction():
                database.execute("SELECT pg_advisory_xact_lock(%s)", (SETUP,))
                database.execute(TABLES)
                known = _first(database, "SELECT coalesce(max(version), 0) FROM codenode_format")
                if known > FORMAT:
                    raise JournalError(f"the journal in Postgres is of format {known}; this codenode reads {FORMAT}")
                if known == 0:
                    database.execute("INSERT INTO codenode_format VALUES (%s)", (FORMAT,))
        except BaseException:
            database.close()
            raise
        return database


def _place(scope: Scope) -> tuple[str, str]:
    return scope.thread, scope.task


def _number(scope: Scope) -> int:
    return int.from_bytes(hashlib.sha256(scope.key.encode(errors="surrogatepass")).digest()[:8], "big", signed=True)


def _first(database: "Connection[Any]", query: str, *values: object) -> Any:
    row = database.execute(cast("Any", query), values).fetchone()
    assert row is not None
    return row[0]


def _entries(database: "Connection[Any]", where: str, *values: str) -> dict[str, list[Entry]]:
    """Return entries by task, in order, large values put back."""
    query = f"SELECT task, thread, body FROM codenode_entries WHERE {where} ORDER BY task, seq"  # noqa: S608 - ours
    found: dict[str, list[Entry]] = defaultdict(list)
    for task, thread, body in database.execute(cast("Any", query), values).fetchall():
        entry = json.loads(body)
        if key := entry.get(DIGEST):
            stored = "SELECT max(body) FROM codenode_values WHERE thread=%s AND digest=%s"
            if (value := _first(database, stored, thread, key)) is None:
                raise JournalError("a value of the journal in Postgres is missing; do not resume from it")
            entry = whole(entry, value)
        found[task].append(cast("Entry", entry))
    return found
