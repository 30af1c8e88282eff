"""What a journal is: records of actions that outlive the process, and a lease on each action."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from codenode.journal.entries import Entry, Scope


class Journal(Protocol):
    """Keeps entries in order, per action. Every method is atomic, and durable when it returns.

    A lease is held by one opener at a time; its token grows with each, and a write with an older token is
    refused. So of two processes that resume one run only one can act.
    """

    name: str
    durable: bool
    """What it keeps outlives the process."""
    exclusive: bool
    """Two processes can never both hold the lease."""

    def open(self, scope: Scope) -> tuple[int, list[Entry]]:
        """Take the lease of an action and return its token, and what was written so far.

        Raises:
            ActionBusy: another one holds it, and lives.
            JournalError: the records are damaged.
        """
        ...

    def write(self, scope: Scope, token: int, entries: Sequence[Entry]) -> None:
        """Add entries, all or none.

        Raises:
            ActionBusy: the lease has gone to another one.
        """
        ...

    def release(self, scope: Scope, token: int) -> None:
        """Give the lease back; harmless when it is gone."""
        ...

    def read(self, thread: str) -> dict[str, list[Entry]]:
        """Return the entries of a thread, unchecked, by task, in the order in which the actions began."""
        ...

    def threads(self) -> list[str]:
        """Return the threads that have entries, sorted."""
        ...

    def delete(self, thread: str) -> None:
        """Forget a thread."""
        ...

    async def aopen(self, scope: Scope) -> tuple[int, list[Entry]]:
        """Do as `open`, not blocking the event loop."""
        ...

    async def awrite(self, scope: Scope, token: int, entries: Sequence[Entry]) -> None:
        """Do as `write`."""
        ...

    async def arelease(self, scope: Scope, token: int) -> None:
        """Do as `release`."""
        ...


class BlockingJournal:
    """The asynchronous half of a journal whose methods block: a thread does them."""

    async def aopen(self, scope: Scope) -> tuple[int, list[Entry]]:
        """Do as `open`."""
        return await asyncio.to_thread(self.open, scope)  # type: ignore[attr-defined]

    async def awrite(self, scope: Scope, token: int, entries: Sequence[Entry]) -> None:
        """Do as `write`."""
        await asyncio.to_thread(self.write, scope, token, entries)  # type: ignore[attr-defined]

    async def arelease(self, scope: Scope, token: int) -> None:
        """Do as `release`."""
        await asyncio.to_thread(self.release, scope, token)  # type: ignore[attr-defined]
