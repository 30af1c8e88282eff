"""Keep a journal in a LangGraph store: where the application has one. One process at a time per thread."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote

from langgraph.store.base import BaseStore, GetOp, ListNamespacesOp, MatchCondition, Op, PutOp

from codenode.effects import Steps, adrive, drive
from codenode.errors import ActionBusy, JournalError
from codenode.journal import holders
from codenode.journal.entries import Entry, Scope, in_order

ROOT = "codenode_journal"
LEASE_KEY = "lease"
PAGE = 500

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Let the store do some operations."""

    store: BaseStore
    operations: Sequence[Op]

    def run(self) -> list[Any]:
        """Do them here."""
        return self.store.batch(self.operations)

    async def arun(self) -> list[Any]:
        """Do them on the event loop; a thread does what a store can only do blocking."""
        try:
            return await self.store.abatch(self.operations)
        except NotImplementedError:
            return await asyncio.to_thread(self.store.batch, self.operations)


class StoreJournal:
    """Entries in a `BaseStore`.

    A store has no put-if-absent, so a lease is looked at and then taken: two processes that resume the same thread
    within the same milliseconds can both get it. Where that can happen, use Postgres or SQLite.
    """

    name = "store"
    durable = True
    exclusive = False

    def __init__(self, store: BaseStore) -> None:
        self.store = store
        self._holders: dict[tuple[Scope, int], str] = {}
        self._late: set[asyncio.Task[None]] = set()

    # --- the lease --------------------------------------------------------------------------------------

    def open(self, scope: Scope) -> tuple[int, list[Entry]]:
        """Take the lease of an action; that of a dead process is taken over."""
        return drive(self._opened(scope))

    async def aopen(self, scope: Scope) -> tuple[int, list[Entry]]:
        """Do as `open`."""
        return await adrive(self._opened(scope))

    def _opened(self, scope: Scope) -> Steps[tuple[int, list[Entry]]]:
        lease = yield from self._lease(scope)
        if lease["holder"] and holders.holds(lease["holder"], lease["at"]):
            raise ActionBusy(scope.thread, holders.described(lease["holder"]))
        holder, token = holders.taken(), lease["token"] + 1
        try:
            yield Batch(
                self.store, [_put(scope, LEASE_KEY, {**lease, "token": token, "holder": holder, "at": time.time()})]
            )
            entries = yield from self._entries(_namespace(scope), lease["written"])
        except BaseException:
            holders.dropped(holder)
            raise
        self._holders[scope, token] = holder
        return token, entries

    def _lease(self, scope: Scope) -> Steps[dict[str, Any]]:
        (found,) = yield Batch(self.store, [GetOp(_namespace(scope), LEASE_KEY)])
        return dict(found.value) if found else {"token": 0, "holder": "", "at": 0.0, "written": 0}

    def release(self, scope: Scope, token: int) -> None:
        """Give the lease back."""
        try:
            drive(self._released(scope, token))
        except asyncio.InvalidStateError:  # an asynchronous store, on its own loop, after a cancellation
            task = asyncio.get_running_loop().create_task(self.arelease(scope, token))
            self._late.add(task)
            task.add_done_callback(self._late.discard)

    async def arelease(self, scope: Scope, token: int) -> None:
        """Do as `release`."""
        await adrive(self._released(scope, token))

    def _released(self, scope: Scope, token: int) -> Steps[None]:
        holder = self._holders.get((scope, token))
        if holder is None:
            return
        holders.dropped(holder)
        lease = yield from self._lease(scope)
        if lease["holder"] == holder:
            yield Batch(self.store, [_put(scope, LEASE_KEY, {**lease, "holder": ""})])
        self._holders.pop((scope, token), None)

    # --- entries ----------------------------------------------------------------------------------------

    def write(self, scope: Scope, token: int, entries: Sequence[Entry]) -> None:
        """Add entries, if the lease is still this one."""
        drive(self._written(scope, token, entries))

    async def awrite(self, scope: Scope, token: int, entries: Sequence[Entry]) -> None:
        """Do as `write`."""
        await adrive(self._written(scope, token, entries))

    def _written(self, scope: Scope, token: int, entries: Sequence[Entry]) -> Steps[None]:
        lease = yield from self._lease(scope)
        if lease["token"] != token or lease["holder"] != self._holders.get((scope, token), "none"):
            raise ActionBusy(scope.thread, "another process")
        puts = [_put(scope, _key(entry["seq"]), {"body": json.dumps(entry)}) for entry in entries]
        written = max([lease["written"], *(entry["seq"] + 1 for entry in entries)])
        # The lease says how many there are, and is put last: entries of a batch cut short do not count.
        yield Batch(self.store, [*puts, _put(scope, LEASE_KEY, {**lease, "at": time.time(), "written": written})])

    def _entries(self, namespace: Place, count: int) -> Steps[list[Entry]]:
        found: list[Entry] = []
        for first in range(0, count, PAGE):
            keys = [_key(number) for number in range(first, min(first + PAGE, count))]
            items = yield Batch(self.store, [GetOp(namespace, key) for key in keys])
            for key, item in zip(keys, items, strict=True):
                if item is None:
                    raise JournalError(f"record {int(key)} of the journal is missing; do not resume from it")
                found.append(cast("Entry", json.loads(item.value["body"])))
        return found

    # --- threads ----------------------------------------------------------------------------------------

    def read(self, thread: str) -> dict[str, list[Entry]]:
        """Return the entries of a thread."""
        return drive(self._read(thread))

    def _read(self, thread: str) -> Steps[dict[str, list[Entry]]]:
        found: dict[str, list[Entry]] = {}
        for namespace in (yield from self._namespaces((ROOT, _label(thread)), 3)):
            (lease,) = yield Batch(self.store, [GetOp(namespace, LEASE_KEY)])
            entries = yield from self._entries(namespace, lease.value["written"] if lease else 0)
            if entries:
                found[_text(namespace[2])] = entries
        return in_order(found)

    def threads(self) -> list[str]:
        """Return the threads that have entries."""
        return sorted(_text(namespace[1]) for namespace in drive(self._namespaces((ROOT,), 2)))

    def delete(self, thread: str) -> None:
        """Forget a thread."""
        drive(self._deleted(thread))

    def _deleted(self, thread: str) -> Steps[None]:
        for namespace in (yield from self._namespaces((ROOT, _label(thread)), 3)):
            (lease,) = yield Batch(self.store, [GetOp(namespace, LEASE_KEY)])
            keys = [_key(number) for number in range(lease.value["written"] if lease else 0)]
            yield Batch(self.store, [PutOp(namespace, key, None) for key in [*keys, LEASE_KEY]])

    def _namespaces(self, prefix: Place, depth: int) -> Steps[list[Place]]:
        found: list[Place] = []
        while True:
            condition = (MatchCondition("prefix", prefix),)
            (page,) = yield Batch(self.store, [ListNamespacesOp(condition, depth, PAGE, len(found))])
            found += page
            if len(page) < PAGE:
                return found


def _namespace(scope: Scope) -> Place:
    return (ROOT, _label(scope.thread), _label(scope.task))


def _label(text: str) -> str:
    """Return a text as a store takes it in a namespace: not empty, without a dot."""
    return "_" + text.replace("%", "%25").replace(".", "%2E")


def _text(label: str) -> str:
    return unquote(label[1:])


def _key(number: int) -> str:
    return f"{number:09d}"


def _put(scope: Scope, key: str, value: dict[str, Any]) -> PutOp:
    # Neither embedded for search nor dropped when it is old.
    return PutOp(_namespace(scope), key, value, index=False, ttl=None)
