"""Keep a journal in this process: approvals and pauses replay, a new process knows nothing."""

from collections import OrderedDict
from collections.abc import Sequence

from codenode.errors import ActionBusy
from codenode.journal.base import BlockingJournal
from codenode.journal.entries import Entry, Scope
from codenode.journal.latch import Latch

SCOPES = 10_000


class MemoryJournal(BlockingJournal):
    """Entries of the last 10,000 actions."""

    name = "memory"
    durable = False
    exclusive = False

    def __init__(self) -> None:
        self._entries: OrderedDict[Scope, list[Entry]] = OrderedDict()
        self._tokens: dict[Scope, int] = {}
        self._held: dict[Scope, int] = {}
        self._lock = Latch()

    async def aopen(self, scope: Scope) -> tuple[int, list[Entry]]:
        """Do as `open`; it does not block."""
        return self.open(scope)

    async def awrite(self, scope: Scope, token: int, entries: Sequence[Entry]) -> None:
        """Do as `write`; it does not block."""
        self.write(scope, token, entries)

    async def arelease(self, scope: Scope, token: int) -> None:
        """Do as `release`; it does not block."""
        self.release(scope, token)

    def open(self, scope: Scope) -> tuple[int, list[Entry]]:
        """Take the lease of an action."""
        with self._lock:
            if scope in self._held:
                raise ActionBusy(scope.thread, "this process")
            token = self._tokens[scope] = self._tokens.get(scope, 0) + 1
            self._held[scope] = token
            return token, list(self._entries.get(scope, ()))

    def write(self, scope: Scope, token: int, entries: Sequence[Entry]) -> None:
        """Add entries."""
        with self._lock:
            if self._held.get(scope) != token:
                raise ActionBusy(scope.thread, "this process")
            self._entries.setdefault(scope, []).extend(entries)
            while len(self._entries) > SCOPES:
                old, _ = self._entries.popitem(last=False)
                self._tokens.pop(old, None)

    def release(self, scope: Scope, token: int) -> None:
        """Give the lease back."""
        self._lock.when_free(lambda: self._released(scope, token))

    def _released(self, scope: Scope, token: int) -> None:
        with self._lock:
            if self._held.get(scope) == token:
                del self._held[scope]

    def read(self, thread: str) -> dict[str, list[Entry]]:
        """Return the entries of a thread."""
        with self._lock:
            return {scope.task: list(kept) for scope, kept in self._entries.items() if scope.thread == thread}

    def threads(self) -> list[str]:
        """Return the threads that have entries."""
        with self._lock:
            return sorted({scope.thread for scope in self._entries})

    def delete(self, thread: str) -> None:
        """Forget a thread."""
        with self._lock:
            for scope in [scope for scope in self._entries if scope.thread == thread]:
                del self._entries[scope]
                self._tokens.pop(scope, None)
