"""Ask LangGraph to pause, and know what it keeps of a task that was paused: the one file that reads its internals.

LangGraph matches the answers of a task to its `interrupt()` calls by their order. So a call that is replayed
must take the answer again that it once took, and one that is replayed without running must skip the answers
its tool took.
"""

import asyncio
import itertools
import time
from dataclasses import replace
from functools import partial
from typing import Any

from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import set_config_context, var_child_runnable_config
from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple
from langgraph.types import interrupt

from codenode.effects import EitherWay, Steps
from codenode.errors import ConfigurationError, JournalError
from codenode.types import JsonValue

CHECKPOINTER = "__pregel_checkpointer"
DURABILITY = "__pregel_durability"
RESUMING = "__pregel_resuming"
SCRATCHPAD = "__pregel_scratchpad"
TASK = "__pregel_task_id"
INTERRUPT = "__interrupt__"
COORDINATES = ("thread_id", "checkpoint_ns", "checkpoint_id", "checkpoint_map")

ROOM = 1_000
"""Subgraphs one call may run: each call's have namespaces of their own, whichever calls are replayed."""
PATIENCE = 30.0
"""Seconds that a checkpoint may take to be stored."""


class Pausing:
    """One task of LangGraph's: who it is, what was answered, how to ask."""

    def __init__(self, config: RunnableConfig) -> None:
        given = config.get("configurable", {})
        self.thread = str(given.get("thread_id") or "")
        self.namespace = str(given.get("checkpoint_ns") or "")
        self.resuming = given.get(RESUMING) is True
        """The run goes on with a checkpoint: what its tasks did before may be in the journal."""
        saver = given.get(CHECKPOINTER)
        self.saver = saver if isinstance(saver, BaseCheckpointSaver) else None
        self.exits = given.get(DURABILITY) == "exit"
        """Checkpoints are stored at the end of the run only."""
        self.task = str(given.get(TASK) or "")
        self.checkpoints: dict[str, str] = given.get("checkpoint_map") or {}
        self.taken = 0
        """Answers taken so far, and questions asked."""
        self._pad = given.get(SCRATCHPAD)
        self._config = self._counted(config, self._next)

    @property
    def lasting(self) -> bool:
        """A kill leaves a checkpoint to resume from."""
        return bool(self.thread) and self.saver is not None and not self.exits

    @property
    def is_nested(self) -> bool:
        """The graph of this task runs within another one."""
        return "|" in self.namespace

    @property
    def is_kept(self) -> bool:
        """A later turn of the thread finds the state of this graph: it is no graph whose state lasts one call."""
        return bool(self.thread) and self.saver is not None and ":" not in self.namespace.rpartition("|")[0]

    @property
    def can_ask(self) -> bool:
        """An interrupt can be answered: there is a checkpointer."""
        return self._pad is not None and self.saver is not None

    def check_can_ask(self, who: str, remedy: str) -> None:
        """Refuse to begin what may ask where nobody can answer.

        Args:
            who: asks, e.g. `the policy of 'analyst' asks`.
            remedy: what would be right.

        Raises:
            ConfigurationError: there is no checkpointer.
        """
        if not self.can_ask:
            raise ConfigurationError(
                f"{who} for approval, and without a checkpointer the run cannot wait for it; {remedy}"
            )

    def answered(self) -> bool:
        """Say whether the next question has an answer already."""
        if self._pad is None:
            return False
        return self.taken < len(self._pad.resume) or self._pad.get_null_resume(False) is not None

    def ask(self, request: JsonValue) -> Any:
        """Return the answer to a request.

        Raises:
            GraphInterrupt: there is none yet; the run pauses.
        """
        with set_config_context(self._config) as context:
            return context.run(interrupt, request)

    def places(self) -> list[RunnableConfig]:
        """Return where the checkpoints are that this task stands on."""
        if not self.lasting:
            return []
        return [
            RunnableConfig(
                configurable={"thread_id": self.thread, "checkpoint_ns": namespace, "checkpoint_id": checkpoint}
            )
            for namespace, checkpoint in self.checkpoints.items()
        ]

    def was_paused(self, checkpoint: CheckpointTuple) -> bool:
        """Say whether this task was paused, as its checkpoint has it."""
        writes = checkpoint.pending_writes or ()
        return any(task == self.task and channel == INTERRUPT for task, channel, _ in writes)

    def skip(self, answers: int) -> None:
        """Pass over answers that a replayed call took itself."""
        for _ in range(answers):
            self._next()

    def of_call(self, number: int) -> tuple[RunnableConfig, list[int]]:
        """Return the config a tool runs under, and a list that grows with each answer it takes."""
        slots: list[int] = []

        def following() -> int:
            slots.append(self._next())
            return slots[-1]

        return self._counted(self._config, following, itertools.count(number * ROOM).__next__), slots

    def _next(self) -> int:
        number = self._pad.interrupt_counter() if self._pad is not None else self.taken
        self.taken = number + 1
        return number

    def _counted(self, config: RunnableConfig, interrupts: Any, subgraphs: Any = None) -> RunnableConfig:
        if self._pad is None:
            return config
        pad = replace(self._pad, interrupt_counter=interrupts)
        if subgraphs is not None:
            pad = replace(pad, subgraph_counter=subgraphs)
        return RunnableConfig({**config, "configurable": {**config.get("configurable", {}), SCRATCHPAD: pad}})


def stored(pausing: Pausing) -> Steps[bool]:
    """Wait until every checkpoint this task stands on is stored; say whether it was paused before.

    With LangGraph's default durability a checkpoint is written while the next step runs. A kill before it is
    there would resume from an older one, ask the model again and run other code. So nothing has an effect
    before a resume is sure to begin with this very task.

    Raises:
        JournalError: one was not stored in time.
    """
    paused = False
    for place in pausing.places():
        paused = pausing.was_paused((yield from _checkpoint(pausing, place))) or paused
    return paused


def _checkpoint(pausing: Pausing, place: RunnableConfig) -> Steps[CheckpointTuple]:
    saver = pausing.saver
    assert saver is not None
    wait, deadline = 0.0005, time.monotonic() + PATIENCE
    while (found := (yield EitherWay(partial(saver.get_tuple, place), partial(saver.aget_tuple, place)))) is None:
        if time.monotonic() >= deadline:
            given = place["configurable"]
            raise JournalError(
                f"checkpoint {given['checkpoint_id']} of thread {given['thread_id']!r} was not stored within "
                f"{PATIENCE:g} s; nothing has an effect before a resume could find it. Is the checkpointer alive?"
            )
        yield EitherWay(partial(time.sleep, wait), partial(asyncio.sleep, wait))
        wait = min(wait * 2, 0.05)
    checkpoint: CheckpointTuple = found
    return checkpoint


def check_thread(agent: str, checkpointer: Any, *configs: RunnableConfig | None) -> None:
    """Refuse a run whose checkpoints would have no thread; LangGraph's own check is content with any key of ours.

    Args:
        agent: whose run it is.
        checkpointer: of the graph; what a parent lends comes before it, `False` means none.
        configs: what is bound to the graph, then that of the call.

    Raises:
        ConfigurationError: it is one.
    """
    own: dict[str, Any] = {}
    for config in configs:
        own |= {**(config or {}), **(config or {}).get("configurable", {})}  # LangGraph takes both forms
    # Whoever says where checkpoints are gets nothing from the run around; see LangGraph's `ensure_config`.
    addressed = any(own.get(key) for key in COORDINATES)
    around = {} if addressed else (var_child_runnable_config.get() or {}).get("configurable", {})
    given = {**around, **own}
    saver = checkpointer if checkpointer is False else given.get(CHECKPOINTER, checkpointer)
    if isinstance(saver, BaseCheckpointSaver) and given.get("thread_id") is None:
        raise ConfigurationError(
            f"no thread for the run of {agent!r}: its checkpointer keeps runs by thread_id, and the config has none; "
            'give one: agent.invoke(input, {"configurable": {"thread_id": "1"}})'
        )
