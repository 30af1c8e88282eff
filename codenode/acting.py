"""Run code for who is no agent of ours, a node or a tool: an interpreter for each thread, calls through the gate."""

import asyncio
import logging
import threading
import weakref
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.config import get_stream_writer
from langgraph.errors import GraphInterrupt
from langgraph.runtime import Runtime, get_runtime
from langgraph.types import Command

from codenode.bookmarks import Bookmark, interpreter, last_of
from codenode.budget import Budget
from codenode.effects import EitherWay, Steps
from codenode.errors import SnapshotError
from codenode.executors.base import Executor, Level
from codenode.executors.choose import choose
from codenode.executors.imports import checked_imports
from codenode.executors.limits import Limits, checked_limits
from codenode.executors.sessions import Session, checked_files
from codenode.journal.base import Journal
from codenode.journal.book import Book, within
from codenode.journal.choose import chosen_journal
from codenode.memory import shortened
from codenode.nodes.act import rejected
from codenode.nodes.finish import HEAD
from codenode.nodes.parts import Telling
from codenode.pausing import Pausing
from codenode.policy import Policy, checked_policy
from codenode.snapshots.artifacts import GONE, carried, kept, referred, take_displays, with_bytes
from codenode.snapshots.base import SnapshotStore
from codenode.snapshots.memory import in_memory
from codenode.snapshots.snapshots import Location, snapshots_at
from codenode.tools.commands import tell_ended
from codenode.tools.gate import Gate
from codenode.tools.injected import Surroundings
from codenode.tools.remembering import allowed
from codenode.tools.toolset import Source, toolset
from codenode.tracing.spans import Spans
from codenode.turns import Tasks, Turns
from codenode.types import Action, Event, Observation, new_id, storable

log = logging.getLogger("codenode")

SESSIONS = 32
"""Interpreters that are kept; the one used least recently goes first, none that runs code."""

TASKS = Tasks()
"""One for all: the tools of two doors may stand in one task."""

Place = tuple[str, str]


class Acted(NamedTuple):
    """What an action showed, and where a tool in it steers the graph."""

    seen: Observation
    command: Command[Any] | None
    bookmark: Bookmark | None
    """Where the variables are now; None where no checkpointer keeps the message it would stand in."""


@dataclass(slots=True)
class Held:
    """The interpreter of one thread; actions take turns."""

    session: Session
    turns: Turns = field(default_factory=Turns)
    users: int = 0
    """Actions that run or wait for their turn."""
    remembered: list[str] = field(default_factory=list)
    """Tools that somebody has allowed for the rest of the thread."""
    recalled: bool = False
    """The journal was asked for those of another process."""
    checkpoints: Mapping[str, str] = field(default_factory=dict)
    """What the last action stood on."""
    done: set[str] = field(default_factory=set)
    """Actions that came to their end there."""


class Acting:
    """Runs code in the interpreter of its thread.

    Args:
        name: of who acts, for spans, events and the journal.
        tools: typed functions with a docstring, or LangChain tools; code calls them by name.
        imports: modules beyond the safe standard library.
        files: files the code may open, by their names without folders.
        executor: as in `create_code_agent`.
        require: the weakest level that will do.
        limits: ceilings of one action and of its process.
        policy: what code may call by itself, and what somebody is asked about first.
        tool_calls: calls that one action may make.
        journal: where calls are written down; in this process by default, which serves pauses but no restart.
        snapshots: where variables and files of answers are kept; in this process by default, likewise.
    """

    def __init__(
        self,
        name: str,
        tools: Sequence[Source] | None = (),
        *,
        imports: Sequence[str] = (),
        files: Sequence[str | Path] = (),
        executor: str | Executor = "auto",
        require: Level | None = None,
        limits: Limits | None = None,
        policy: Policy | None = None,
        tool_calls: int = 1_000,
        journal: Journal | str | Path | None = None,
        snapshots: "Location | None" = None,
    ) -> None:
        self.name = name
        self.tools = toolset(tools)
        self.imports = checked_imports(imports)
        self.files = checked_files(files)
        self._policy = checked_policy(policy)
        self._policy.check([tool.name for tool in self.tools])
        self._budget = Budget(tool_calls=tool_calls)
        self._journal = chosen_journal(journal)
        self._executor = choose(executor, require)
        self._limits = checked_limits(limits)
        self._snapshots = snapshots_at(snapshots) or in_memory()
        self._snapshots_given = snapshots is not None
        self._warned = False
        self._held: OrderedDict[Place, Held] = OrderedDict()
        self._lock = threading.RLock()  # a generator that is collected leaves wherever that happens
        weakref.finalize(self, _close_all, self._held)

    def steps(
        self, code: str, config: RunnableConfig, *, action: str = "", state: Mapping[str, Any] | None = None
    ) -> Steps[Acted]:
        """Return an action as effects.

        Args:
            code: Python source.
            config: of the node or the tool that acts.
            action: its id, the same when it is resumed.
            state: of the graph, for tools that want it.

        Raises:
            ConfigurationError: somebody may be asked, and there is no checkpointer, or another action in the task.
        """
        pausing, action = Pausing(config), action or new_id()
        if self._policy.can_ask:
            pausing.check_can_ask(f"the policy of {self.name!r} asks", "compile the graph with one")
        TASKS.enter(self.name, action, pausing, asks=self._policy.can_ask)
        held = self._of(pausing)
        try:
            ticket = yield from held.turns.taken()
            try:
                return (yield from self._acted(held, code, action, config, pausing, state or {}))
            except GraphInterrupt:
                TASKS.pause(self.name, pausing)
                raise
            finally:
                held.turns.leave(ticket)
        finally:
            self._left(held)
            if not pausing.thread:
                held.session.close()

    def _of(self, pausing: Pausing) -> Held:
        """Return the interpreter of a thread; without a thread, one for this action."""
        if not pausing.thread:
            return Held(self._new_session("", ""))
        # What stands last is the task's own, and another one each time; before it, the graph this one is within.
        around = pausing.namespace.rpartition("|")[0]
        place = pausing.thread, around
        with self._lock:
            held = self._held.pop(place, None) or Held(self._new_session(pausing.thread, around))
            self._held[place] = held
            held.users += 1
            idle = [other for other, one in self._held.items() if not one.users]
            for other in idle[: max(0, len(self._held) - SESSIONS)]:
                self._held.pop(other).session.close()
        return held

    def _left(self, held: Held) -> None:
        with self._lock:
            held.users -= 1

    def _new_session(self, thread: str, around: str) -> Session:
        keeps = thread and self._executor.level != "restricted"
        return Session(
            executor=self._executor,
            limits=self._limits,
            tools=self.tools.wire,
            imports=self.imports,
            files=self.files,
            snapshots=self._snapshots if keeps else None,
            thread=thread,
            namespace=interpreter(around, self.name),
        )

    def _acted(
        self,
        held: Held,
        code: str,
        action: str,
        config: RunnableConfig,
        pausing: Pausing,
        state: Mapping[str, Any],
    ) -> Steps[Acted]:
        yield from self._taken_back(held, action, pausing, state)
        runtime, telling = _runtime(), Telling(self._teller(), action, held.session.actions + 1)
        stored = pausing.is_stored and (len(self.tools) > 0 or self._policy.can_ask)
        if stored and self._policy.can_ask and not held.recalled:
            held.remembered[:] = yield from allowed(self._journal, pausing.thread, self.name)
            held.recalled = True
        written = Action(id=action, code=code, thought="")
        gate = Gate(
            toolset=self.tools,
            policy=self._policy,
            budget=self._budget,
            used=0,
            action=action,
            step=held.session.actions + 1,
            spans=Spans(self.name, pausing.thread or None),
            tell=telling.event,
            told=telling.told,
            pausing=pausing,
            book=Book(self._journal, pausing, written, agent=self.name, step=0, part=action) if stored else None,
            around=lambda call, given: Surroundings(state=state, runtime=runtime, config=given, call_id=call),
            remembered=held.remembered,
        )
        seen = yield from within(gate.book, self._observed(held.session, code, gate, telling))
        if gate.command is not None:
            tell_ended(seen)
        seen["value"] = storable(seen["value"])
        yield from self._files_kept(seen, pausing)
        if pausing.is_stored:
            yield from _saved(held.session)
        held.done.add(action)
        return Acted(seen, gate.command, _bookmark(held.session, seen) if pausing.is_stored else None)

    def _taken_back(self, held: Held, action: str, pausing: Pausing, state: Mapping[str, Any]) -> Steps[None]:
        """Take the interpreter to where the messages say it is, in a new process or in a fork of the thread.

        Raises:
            SnapshotRefused: what they name was altered, or cannot be opened here.
        """
        session = held.session
        if session.snapshots is None or pausing.saver is None:
            return
        if held.checkpoints == pausing.checkpoints and action not in held.done:
            return  # calls of one message take turns, and each goes on with what the one before it left
        held.checkpoints, held.done = pausing.checkpoints, set()
        mark = last_of(state.get("messages"), session.namespace)
        if mark is None or (session.snapshot and mark["snapshot"] and session.snapshot["id"] == mark["snapshot"]["id"]):
            return
        if (yield from self._restored(session, mark)):
            session.actions = mark["number"]
        elif session.connection is None and session.snapshot is None:
            session.lose(mark["names"])

    def _restored(self, session: Session, mark: Bookmark) -> Steps[bool]:
        """Open the snapshot; one that is not there, of another process or a deleted thread, is done without."""
        if mark["snapshot"] is None:
            return False
        if not (yield from self._snapshots.has(mark["snapshot"], session.thread)):
            log.warning(
                "%s: the variables of thread %r are not kept here; it begins without", self.name, session.thread
            )
            return False
        yield from session.restore(mark["snapshot"])
        return True

    def _files_kept(self, seen: Observation, pausing: Pausing) -> Steps[None]:
        """Leave references in an observation that a checkpointer will store in a message; else its files stay in it."""
        if "artifacts" in seen:
            seen["preview"] = shortened(seen["preview"], HEAD)
        if not (files := take_displays(seen)):
            return
        if pausing.is_stored:
            if not self._snapshots_given and not isinstance(pausing.saver, InMemorySaver):
                self._warn()
            seen["artifacts"] = yield from kept(self._snapshots.store, pausing.thread, files)
        else:
            seen["artifacts"] = [with_bytes(referred(file, kept=False), carried(file)) for file in files]

    def _observed(self, session: Session, code: str, gate: Gate, telling: Telling) -> Steps[Observation]:
        yield from gate.resumed(telling.skip)
        code, refusal = yield from gate.approved(code)
        if refusal:
            return rejected(refusal)
        with gate.spans.action(gate.action) as span:
            seen = yield from session.run(
                code, calls=gate.calls, tell=telling.output, show=telling.display, reads=gate.reads
            )
            gate.ended(seen)
            span.observed(seen, code, len(gate.records))
        return seen

    def _teller(self) -> Any:
        try:
            write = get_stream_writer()
        except (RuntimeError, KeyError):  # no graph runs
            return _nobody
        return lambda event: write({"agent": self.name, **event})

    def _warn(self) -> None:
        """Say once that the checkpoints outlive what they refer to."""
        if not self._warned:
            self._warned = True
            log.warning(GONE, self.name, "snapshots=")

    def __deepcopy__(self, memo: dict[int, Any]) -> "Acting":
        """Return itself: the copy of a tool runs code in the same interpreters."""
        return self

    def forgotten(self, thread: str) -> Steps[None]:
        """Forget a thread: its interpreters, the journal of its calls, its files."""
        with self._lock:
            gone = [self._held.pop(place) for place in list(self._held) if place[0] == thread]
        for held in gone:
            held.session.close()
        yield EitherWay(lambda: self._journal.delete(thread), lambda: asyncio.to_thread(self._journal.delete, thread))
        yield from self._snapshots.delete(thread)

    @property
    def artifact_store(self) -> SnapshotStore:
        """Where files of answers and displays are kept."""
        return self._snapshots.store

    def close(self) -> None:
        """End all workers."""
        _close_all(self._held)


def _saved(session: Session) -> Steps[None]:
    """Keep the variables as they are now: a pause in the middle of the next action goes back to here."""
    if session.snapshots is None or session.connection is None:
        return
    try:
        yield from session.save()
    except SnapshotError as error:
        session.snapshot = None  # an older one would bring back older values without a word
        log.warning("%s", error)


def _bookmark(session: Session, seen: Observation) -> Bookmark:
    names = [variable["name"] for variable in seen["variables"]]
    return Bookmark(of=session.namespace, number=session.actions, snapshot=session.snapshot, names=names)


def _runtime() -> Runtime[Any]:
    try:
        return get_runtime()
    except (RuntimeError, KeyError):  # no graph runs
        return Runtime()


def _nobody(event: Event) -> None:
    """Take an event that nobody listens to."""


def _close_all(held: OrderedDict[Place, Held]) -> None:
    while held:
        held.popitem()[1].session.close(now=True)  # this may be a finalizer
