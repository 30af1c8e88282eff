"""Let one process at a time continue a thread: a lease on the run, over those on its actions.

A lease on an action is not enough. Two processes that resume a thread before its next action is stored would each
ask the model, and each run what it said.
"""

from typing import Any, Self

from langchain_core.runnables import RunnableConfig, ensure_config
from langgraph.checkpoint.base import BaseCheckpointSaver

from codenode.journal.base import Journal
from codenode.journal.entries import Scope

RUN = "run"


class Leased:
    """Holds a thread for the length of a block, where another process could continue it.

    Within another graph nothing is held: the thread is that graph's, and its branches may run at once.

    Raises:
        ActionBusy: on entry; another one holds it.
    """

    def __init__(self, journal: Journal, saver: Any, config: RunnableConfig | None) -> None:
        given = ensure_config(config).get("configurable", {})
        shared = journal.exclusive and isinstance(saver, BaseCheckpointSaver) and not given.get("checkpoint_ns")
        thread = str(given.get("thread_id") or "") if shared else ""
        self._journal = journal
        self._scope = Scope(thread=thread, task=RUN) if thread else None
        self._token = 0

    def __enter__(self) -> Self:
        if self._scope is not None:
            self._token, _ = self._journal.open(self._scope)
        return self

    def __exit__(self, *_: object) -> None:
        if self._scope is not None:
            self._journal.release(self._scope, self._token)

    async def __aenter__(self) -> Self:
        if self._scope is not None:
            self._token, _ = await self._journal.aopen(self._scope)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._scope is not None:
            await self._journal.arelease(self._scope, self._token)
