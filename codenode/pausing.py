"""Ask LangGraph to pause, and know what it keeps of a task that was paused: the one file that reads its internals.

LangGraph matches the answers of a task to its `interrupt()` calls by their order. So a call that is replayed
must take the answer again that it once took, and one that is replayed without running must skip the answers
its tool took. The last answer of a run is kept with the checkpoint, and offered to whatever asks next, in later
runs, too, also where nobody answered anything: so it is spent once it was taken, and before anything new is asked.
"""

import asyncio
import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import set_config_context, var_child_runnable_config
from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple
from langgraph.types import interrupt

from codenode.effects import EitherWay, Steps
from codenode.errors import ConfigurationError, JournalError
from codenode.types import JsonValue

T = TypeVar("T")

CHECKPOINTER = "__pregel_checkpointer"
DURABILITY = "__pregel_durability"
RESUMING = "__pregel_resuming"
SCRATCHPAD = "__pregel_scratchpad"
TASK = "__pregel_task_id"
INTERRUPT = "__interrupt__"
RESUME = "__resume__"
SEND = "__pregel_send"
READ = "__pregel_read"
BRANCH = "branch:to:"
"""A channel of this name leads to each node of a graph."""
ANYBODY = "00000000-0000-0000-0000-000000000000"
"""The task under which LangGraph keeps an answer that names no question."""
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
    def is_stored(self) -> bool:
        """A checkpointer keeps what becomes of this task."""
        return bool(self.thread) and self.saver is not None

    @property
    def lasting(self) -> bool:
        """A kill leaves a checkpoint to resume from."""
        return self.is_stored and not self.exits

    @property
    def is_nested(self) -> bool:
        """The graph of this task runs within another one."""
        return "|" in self.namespace

    @property
    def is_kept(self) -> bool:
        """A later turn of the thread finds the state of this graph: it is no graph whose state lasts one call."""
        return self.is_stored and ":" not in self.namespace.rpartition("|")[0]

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

    @property
    def holds(self) -> bool:
        """LangGraph has the next answer among those that this task took in earlier attempts."""
        return self._pad is not None and self.taken < len(self._pad.resume)

    @property
    def offered(self) -> Any:
        """The answer that the next question would get, or would have got before another one took it."""
        if self._pad is None:
            return None
        return self._pad.resume[self.taken] if self.holds else self._pad.get_null_resume(False)

    def ask(self, request: JsonValue) -> Any:
        """Return the answer to a request.

        Raises:
            GraphInterrupt: there is none yet; the run pauses.
        """
        with set_config_context(self._config) as context:
            return context.run(interrupt, request)

    def ask_anew(self, request: JsonValue) -> Any:
        """Pause with a request that no answer can be for yet.

        Raises:
            GraphInterrupt: always.
        """
        assert self._pad is not None
        kept = self._pad.resume[: self.taken]
        pad = replace(self._pad, resume=kept, interrupt_counter=lambda: len(kept), get_null_resume=lambda _: None)
        with set_config_context(_with(self._config, pad)) as context:
            return context.run(interrupt, request)

    def drop(self) -> bool:
        """Take the answer that the next question would get away from it; say whether there was one."""
        return self._pad is not None and (self.holds or self._pad.get_null_resume(True) is not None)

    def spend(self) -> Steps[None]:
        """Have LangGraph forget the answer of this run: whoever took it keeps it.

        Raises:
            JournalError: the checkpointer does not store it, so that it could come back later.
        """
        if self._pad is None or self.exits or self._pad.get_null_resume(False) is None:
            return  # with "exit" an answer that was taken is not stored at all
        # It is stored in the background: what is forgotten too early would come back.
        yield from _awaited(
            self._forgotten,
            f"the answer to thread {self.thread!r} was not stored within {PATIENCE:g} s, and could be taken for "
            "another one's later. Is the checkpointer alive?",
        )

    def _forgotten(self) -> Steps[bool]:
        """Put nothing in the place of the stored answer; say whether there was one."""
        saver = self.saver
        assert saver is not None
        for place in self._standing():
            found = yield from self.read(place)
            kept = [value for task, channel, value in _writes(found) if task == ANYBODY and channel == RESUME]
            if kept and kept[0] is not None:
                given = (place, [(RESUME, None)], ANYBODY)
                yield EitherWay(partial(saver.put_writes, *given), partial(saver.aput_writes, *given))
            if kept:
                return True
        return False

    def shown(self) -> Steps[list[JsonValue]]:
        """Return what somebody is asked as the checkpoint of the whole run has it: who answers was shown that."""
        places = self._standing()
        if not places:
            return []
        outermost = min(places, key=lambda place: len(place["configurable"]["checkpoint_ns"]))
        found = yield from self.read(outermost)
        asked = [value for _, channel, value in _writes(found) if channel == INTERRUPT]
        return [one.value for several in asked for one in several]

    def read(self, place: RunnableConfig) -> Steps[CheckpointTuple | None]:
        """Return the checkpoint at a place, None where it is not stored (yet)."""
        saver = self.saver
        assert saver is not None
        found: CheckpointTuple | None = yield EitherWay(
            partial(saver.get_tuple, place), partial(saver.aget_tuple, place)
        )
        return found

    def places(self) -> list[RunnableConfig]:
        """Return where the checkpoints are that this task stands on, where they are stored as it runs."""
        return self._standing() if self.lasting else []

    def _standing(self) -> list[RunnableConfig]:
        if not self.is_stored:
            return []
        return [
            RunnableConfig(
                configurable={"thread_id": self.thread, "checkpoint_ns": namespace, "checkpoint_id": checkpoint}
            )
            for namespace, checkpoint in self.checkpoints.items()
        ]

    def was_paused(self, checkpoint: CheckpointTuple) -> bool:
        """Say whether this task was paused, as its checkpoint has it."""
        return any(task == self.task and channel == INTERRUPT for task, channel, _ in _writes(checkpoint))

    def skip(self, answers: int) -> None:
        """Pass over answers that a replayed call took itself."""
        for _ in range(answers):
            self.restore(None)

    def restore(self, answer: JsonValue) -> None:
        """Pass over an answer that was taken in an earlier attempt.

        Where LangGraph lost it, because that attempt was cut off, it gets it back: later ones are matched by order.
        """
        number = self._next()
        if self._pad is None:
            return
        if number >= len(self._pad.resume):
            self._pad.resume.append(answer)
        self._config["configurable"][SEND]([(RESUME, self._pad.resume[: number + 1])])

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
        return _with(config, pad)


def _with(config: RunnableConfig, pad: Any) -> RunnableConfig:
    return RunnableConfig({**config, "configurable": {**config.get("configurable", {}), SCRATCHPAD: pad}})


def _writes(checkpoint: CheckpointTuple | None) -> Sequence[tuple[str, str, Any]]:
    return (checkpoint.pending_writes or ()) if checkpoint is not None else ()


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
        found = yield from _awaited(
            partial(pausing.read, place),
            f"checkpoint {place['configurable']['checkpoint_id']} of thread {pausing.thread!r} was not stored within "
            f"{PATIENCE:g} s; nothing has an effect before a resume could find it. Is the checkpointer alive?",
        )
        paused = pausing.was_paused(found) or paused
    return paused


def _awaited(look: Callable[[], Steps[T | None]], problem: str) -> Steps[T]:
    """Look until something is there, and return it.

    Raises:
        JournalError: it did not come in time.
    """
    wait, deadline = 0.0005, time.monotonic() + PATIENCE
    while not (found := (yield from look())):
        if time.monotonic() >= deadline:
            raise JournalError(problem)
        yield EitherWay(partial(time.sleep, wait), partial(asyncio.sleep, wait))
        wait = min(wait * 2, 0.05)
    return found


def nodes_of(config: RunnableConfig) -> frozenset[str]:
    """Return the nodes of the graph whose task a config is of; of none where LangGraph does not tell."""
    read = config.get("configurable", {}).get(READ)
    channels = next((given for given in getattr(read, "args", ()) if isinstance(given, Mapping)), {})
    return frozenset(
        name.removeprefix(BRANCH) for name in channels if isinstance(name, str) and name.startswith(BRANCH)
    )


def now(config: RunnableConfig, channel: str) -> Any:
    """Return what a channel holds while a task runs, also of a task whose input it is not; None where it is empty."""
    try:
        return config["configurable"][READ](channel, False)
    except KeyError:
        return None


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
