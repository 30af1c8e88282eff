"""Take a journal in the forms users give it."""

from pathlib import Path

from codenode.journal.base import Journal
from codenode.journal.memory import MemoryJournal


def chosen_journal(given: Journal | str | Path | None) -> Journal:
    """Return a journal: the one given, a SQLite file, or one that lives with this process."""
    if given is None:
        return MemoryJournal()
    if isinstance(given, str | Path):
        from codenode.journal.sqlite import SqliteJournal  # noqa: PLC0415 - most agents do without the file

        return SqliteJournal(given)
    return given
