"""Let one process at a time continue a thread: a lease on the run, over those on its actions.

A lease on an action is not enough. Two processes that resume a thread before its next action is stored would each
ask the model, and each run what it said.

Within one process a run may follow another one that nobody waits for any more, and that has not yet ended: it was
cancelled, or its stream was left. Who follows waits for it.
"""

import asyncio
import time
from functools import partial
from typing import Any, Self

from langchain_core.runnables import RunnableConfig, ensure_config
from langgraph.checkpoint.base import BaseCheckpointSaver

from codenode.effects import EitherWay, Steps, adrive, drive
from codenode.errors import ActionBusy
from codenode.journal.base import Journal
from codenode.journal.entries import Entry, Scope

RUN = "run"
WAIT = 0.01
"""Seconds between two looks at a lease that another one holds."""
LOOKS = 25
"""Looks before it counts as held for good: a stream that was left is closed some turns of the event loop later."""
PATIENCE = 30.0
"""Seconds that a run of this process may take to end."""

Opened = tuple[int, list[Entry]]

_running: dict[int, "Leased"] = {}


class Leased:
    """Holds a thread for the length of a block, where another process could continue it.

    Within another graph nothing is held: the thread is that graph's, and its branches may run at once.

    Raises:
        ActionBusy: on entry; another one holds it.
    """

    def __init__(self, journal: Journal, saver: Any, config: RunnableConfig | None) -> None:
        given = ensure_config(config).get("configurable", {})
        self.thread = str(given.get("thread_id") or "")
        shared = journal.exclusive and isinstance(saver, BaseCheckpointSaver) and not given.get("checkpoint_ns")
        self._journal = journal
        self._scope = Scope(thread=self.thread, task=RUN) if shared and self.thread else None
        self._token = 0
        self._task: asyncio.Task[Any] | None = None
        self._left = False

    @property
    def ends(self) -> bool:
        """Nobody waits any more for what runs in the block."""
        return self._left or (self._task is not None and self._task.cancelling() > 0)

    def leave(self) -> None:
        """Say that nobody waits any more."""
        self._left = True

    def __enter__(self) -> Self:
        if self._scope is not None:
            self._token, _ = drive(opened(self._journal, self._scope))
        return self._entered()

    def __exit__(self, *_: object) -> None:
        try:
            if self._scope is not None:
                self._journal.release(self._scope, self._token)
        finally:
            del _running[id(self)]

    async def __aenter__(self) -> Self:
        if self._scope is not None:
            self._token, _ = await adrive(opened(self._journal, self._scope))
        self._task = asyncio.current_task()
        return self._entered()

    async def __aexit__(self, *_: object) -> None:
        try:
            if self._scope is not None:
                await self._journal.arelease(self._scope, self._token)
        finally:
            del _running[id(self)]

    def _entered(self) -> Self:
        _running[id(self)] = self
        return self


def opened(journal: Journal, scope: Scope) -> Steps[Opened]:
    """Take a lease and return its token and the entries; wait for a run of this process that is about to end.

    Raises:
        ActionBusy: another one holds it.
    """
    looks, deadline = 0, time.monotonic() + PATIENCE
    while True:
        try:
            found: Opened = yield EitherWay(partial(journal.open, scope), partial(_taken, journal, scope))
        except ActionBusy:
            looks += 1
            if time.monotonic() > deadline or not (looks < LOOKS or _ends(scope.thread)):
                raise
        else:
            return found
        yield EitherWay(partial(time.sleep, WAIT), partial(asyncio.sleep, WAIT))


async def _taken(journal: Journal, scope: Scope) -> Opened:
    """Take a lease; one that comes when its taker was cancelled is given back: it would keep everybody out."""
    opening = asyncio.ensure_future(journal.aopen(scope))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(partial(_too_late, journal, scope))
        await asyncio.wait((opening,))
        raise


def _too_late(journal: Journal, scope: Scope, opening: asyncio.Future[Opened]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        journal.release(scope, opening.result()[0])


def _ends(thread: str) -> bool:
    """Say whether a run of the thread in this process is about to end."""
    return any(run.thread == thread and run.ends for run in list(_running.values()))
