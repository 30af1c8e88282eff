"""Keep the records of one action while it runs: what the journal knew before, what is added now."""

import asyncio
import threading
import time
from collections.abc import Sequence
from typing import TypeVar

from codenode.effects import EitherWay, Steps
from codenode.errors import Divergence, JournalError
from codenode.journal.base import Journal
from codenode.journal.entries import VERSION, Asked, Entry, Kept, Records, Scope, digest, sealed, verified
from codenode.journal.lease import opened
from codenode.pausing import Pausing, stored
from codenode.types import Action

T = TypeVar("T")


class Book:
    """The records of one action.

    It is opened at the first call, or where a run is resumed: before that nothing has an effect.

    Args:
        journal: where they are kept.
        pausing: the task that acts.
        action: what is run.
        agent: whose action it is.
        step: its number.
        part: tells actions of one task from each other.
    """

    def __init__(
        self, journal: Journal, pausing: Pausing, action: Action, *, agent: str, step: int, part: str = ""
    ) -> None:
        self.journal = journal
        self.records = Records()
        self.is_open = False
        self._pausing = pausing
        self._scope = Scope(thread=pausing.thread, task=f"{pausing.namespace}#{part}" if part else pausing.namespace)
        self._token = 0
        self._seal = ""
        self._lock = threading.Lock()
        self._alock = asyncio.Lock()
        self._due: list[Entry] = []
        self._header = Entry(
            kind="action", call=0, agent=agent, action=action["id"], step=step, code=action["code"],
            checkpoints=pausing.checkpoints,
        )  # fmt: skip

    def open(self) -> Steps[None]:
        """Wait until a resume would begin here again, take the lease, and read what was written.

        Raises:
            ActionBusy: another process continues this run.
            JournalError: the records are damaged, or were kept elsewhere.
            Divergence: they are of other code.
        """
        asked_before = yield from stored(self._pausing)
        self._token, entries = yield from opened(self.journal, self._scope)
        self.is_open = True
        for entry in verified(entries):
            self.records.add(entry)
            self._seal = entry["seal"]
        if self.records.action is not None:
            self._check(self.records.action)
        elif asked_before:
            raise JournalError(
                f"thread {self._scope.thread!r} was paused in the middle of an action, and journal "
                f"{self.journal.name!r} knows nothing of it: its calls would be made again. Resume where the journal "
                "is, or give the agent one that outlives the process: journal=SqliteJournal('journal.sqlite')"
            )
        else:
            self._due.append(self._header)

    def _check(self, known: Entry) -> None:
        if known["code"] != self._header["code"]:
            raise Divergence(
                f"action {known['action']}", recorded=known["code"][:200], asked=self._header["code"][:200]
            )

    def key(self, number: int, tool: str, arguments: str) -> str:
        """Return the idempotency key of a call."""
        return digest(self._scope.key, str(number), tool, arguments)

    def of(self, number: int, asked: Asked) -> Kept | None:
        """Return what is known of a call.

        Raises:
            Divergence: another call was recorded under this number.
        """
        return self.records.call(number, asked, self._header["action"])

    def write(self, *entries: Entry) -> Steps[None]:
        """Write entries down; they are durable when this returns."""
        yield EitherWay(lambda: self._note(entries), lambda: self._anote(entries))

    def close(self) -> Steps[None]:
        """Give the lease back."""
        if not self.is_open:
            return
        self.is_open = False
        try:
            yield EitherWay(
                lambda: self.journal.release(self._scope, self._token),
                lambda: self.journal.arelease(self._scope, self._token),
            )
        except BaseException:  # cancelled once more: a lease that stays would keep every resume out
            self.journal.release(self._scope, self._token)
            raise

    def release(self) -> None:
        """Give the lease back where nobody can wait any more: after a cancellation, on a closed generator."""
        if self.is_open:
            self.is_open = False
            self.journal.release(self._scope, self._token)

    def _note(self, entries: Sequence[Entry]) -> None:
        """Seal and write."""
        with self._lock:
            self.journal.write(self._scope, self._token, self._sealed(entries))

    async def _anote(self, entries: Sequence[Entry]) -> None:
        """Seal and write on the event loop."""
        async with self._alock:
            await self.journal.awrite(self._scope, self._token, self._sealed(entries))

    def _sealed(self, entries: Sequence[Entry]) -> list[Entry]:
        due, self._due = [*self._due, *entries], []
        for entry in due:
            entry["v"], entry["seq"], entry["at"] = VERSION, len(self.records.entries), round(time.time(), 3)
            entry["seal"] = self._seal = sealed(entry, self._seal)
            self.records.add(entry)
        return due


def within(book: Book | None, work: Steps[T]) -> Steps[T]:
    """Do a piece of work; the lease of its book is given back however it ends."""
    try:
        done = yield from work
    except GeneratorExit:  # nobody waits for an effect any more
        if book is not None:
            book.release()
        raise
    except BaseException:
        if book is not None:
            yield from book.close()
        raise
    if book is not None:
        yield from book.close()
    return done
