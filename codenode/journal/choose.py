"""Take a journal in the forms users give it."""

from pathlib import Path

from langgraph.store.base import BaseStore

from codenode.errors import ConfigurationError
from codenode.journal.base import Journal
from codenode.journal.memory import MemoryJournal


def chosen_journal(given: Journal | BaseStore | str | Path | None) -> Journal:
    """Return a journal: the one given, in a store, in Postgres or a SQLite file, or one of this process."""
    if given is None:
        return MemoryJournal()
    if isinstance(given, str) and given.startswith(("postgresql://", "postgres://")):
        from codenode.journal.postgres import PostgresJournal  # noqa: PLC0415

        return PostgresJournal(given)
    if isinstance(given, str | Path):
        from codenode.journal.sqlite import SqliteJournal  # noqa: PLC0415 - most agents do without the file

        return SqliteJournal(given)
    if isinstance(given, BaseStore):
        from codenode.journal.store import StoreJournal  # noqa: PLC0415

        return StoreJournal(given)
    if not hasattr(given, "aopen") or isinstance(given, type):
        raise ConfigurationError(f"journal={given!r:.80} is wrong; give a Journal, a store, or the path of a file")
    return given
