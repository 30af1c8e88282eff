"""Hold what is alive while a graph runs: spans, the session. The state carries none of it.

A run is registered when its graph begins to stream and removed when that ends, however it ends. Nodes
find their run through an id in the config; ids of other agents are not found here.
"""

import asyncio
import uuid
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field

from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig, ensure_config
from langchain_core.runnables.config import merge_configs, var_child_runnable_config
from langgraph.errors import GraphBubbleUp, ParentCommand

from codenode.errors import ConfigurationError
from codenode.executors.sessions import Session
from codenode.memory import Turns
from codenode.pausing import TASK, nodes_of
from codenode.tracing import attributes as a
from codenode.tracing.spans import Spans
from codenode.types import Artifact, SnapshotRef, Usage

# LangGraph leaves configurable keys that begin so out of checkpoints, and of the configs that it streams.
KEY = "__pregel_codenode_run"
CHAIN = "__pregel_codenode_chain"
DEPTH = 8
"""Agents that may run one within another: one that is its own tool would go on until each budget is spent."""
PARKED = 16
SUPERSTEPS = 9_999
"""What bounds a run is its budget."""

Place = tuple[str, str]


@dataclass(kw_only=True)
class Run:
    """One invocation of an agent."""

    place: Place
    home: Place
    """Where its session waits for the next run: one place for all turns, where the agent's memory is of its thread."""
    spans: Spans
    given: list[BaseMessage] | None = None
    """The messages it began with, where the state of its input has only the last of them."""
    session: Session | None = None
    status: str = ""
    """Why it finished; empty until the finish node ran."""
    usage: Usage | None = None
    voice: int = 0
    """Which of the agent's models is asked."""
    failed: set[int] = field(default_factory=set)
    """Those that failed for good in this run."""
    turns: Turns = field(default_factory=dict)
    """The messages of the steps so far, as that model is shown them."""
    sized: tuple[int, int, int] | None = None
    """The prompt before: how many steps and messages there were, and about how many tokens it took."""
    scale: float = 1.0
    """How many tokens that model counts where one is estimated; never below 1."""
    files: list[Artifact] = field(default_factory=list)
    """Those of its answer, with their bytes: the state has references."""
    around: frozenset[str] = frozenset()
    """Nodes of the graph around, where it is one and they are known."""
    allowed: list[str] | None = None
    """Tools that somebody allowed in turns before whose state is gone; None until the journal was asked."""
    answer_id: str = ""
    """The id of the reply that is the answer: who saw it as tokens knows the message again."""
    ended: Future[None] = field(default_factory=Future)
    """Nobody waits for it any more."""

    def check(self) -> None:
        """Let a node of a run that nobody waits for end without a trace: a resume begins it anew.

        Raises:
            CancelledError: so it is.
        """
        if self.ended.done():
            raise asyncio.CancelledError("nobody waits for this run any more")

    def turn_to(self, voice: int) -> None:
        """Ask that model from now on: it is shown the steps in its own way."""
        if voice != self.voice:
            self.voice, self.turns, self.sized, self.scale = voice, {}, None, 1.0


@dataclass(kw_only=True)
class Registry:
    """The runs of one agent, and the sessions of those that are paused."""

    agent: str
    isolation: str
    new_session: Callable[[int, str], Session]
    """Makes a session from its seed and its thread."""
    keeps: bool = False
    """Sessions of finished runs are kept for the next turn: no snapshot can bring their variables back."""
    warned: int = 0
    """The level at which it was said that a crash leaves nothing to resume from."""
    warned_of_files: bool = False
    """It was said that files of answers are gone with this process."""
    warned_of_size: bool = False
    """It was said that a prompt is over its ceiling."""
    _runs: dict[str, Run] = field(default_factory=dict)
    _parked: OrderedDict[Place, Session] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        weakref.finalize(self, _close_all, self._parked)  # with the agent, or at the interpreter's exit

    @contextmanager
    def running(
        self, config: RunnableConfig | None, bound: RunnableConfig | None = None, *, accumulates: bool = False
    ) -> Iterator[RunnableConfig]:
        """Register a run for the length of the block; whatever ends the block closes the run's spans.

        Args:
            config: of this call.
            bound: what `with_config` bound to the graph.
            accumulates: the graph was made with `checkpointer=True`.

        Raises:
            ConfigurationError: it accumulates, and another branch is adding to the same memory.
        """
        # A whole config made here would bring LangChain's recursion limit of 25.
        given = config or RunnableConfig()
        chain = self._chain()
        if is_within(given):  # a node of another graph, whose limit counts that graph's steps
            given = RunnableConfig({**given, "recursion_limit": SUPERSTEPS})
        run = self._opened(ensure_config(merge_configs(bound, config)), accumulates=accumulates)
        number = uuid.uuid4().hex
        self._runs[number] = run
        try:
            if accumulates:
                self._check_alone(run)
            own = {KEY: number, CHAIN: chain}
            yield RunnableConfig({**given, "configurable": {**given.get("configurable", {}), **own}})
        except ParentCommand:
            self._close(run, run.status or "handoff")
            raise
        except GraphBubbleUp:
            self._close(run, "paused")
            raise
        except Exception as error:
            self._close(run, "error", error)
            raise
        except BaseException:  # cancelled, closed early, Ctrl-C
            self._close(run, "cancelled")
            raise
        else:
            self._close(run, run.status or "paused")
        finally:
            del self._runs[number]

    def _chain(self) -> tuple[str, ...]:
        """Return the agents that run one within another, this one last.

        Raises:
            ConfigurationError: there are too many.
        """
        # The config of the tool that calls; a config of its own that it may pass would hide where it stands.
        around = (var_child_runnable_config.get() or {}).get("configurable", {})
        chain = (*around.get(CHAIN, ()), self.agent)
        if len(chain) > DEPTH:
            raise ConfigurationError(
                f"agents call one another {DEPTH} deep ({' > '.join(chain)}); let none be a tool of itself, "
                "directly or through others"
            )
        return chain

    def _check_alone(self, run: Run) -> None:
        """Refuse branches of `Send` that LangGraph would give one memory: each would find what another one left."""
        thread, namespace = run.place
        for other in list(self._runs.values()):
            if (
                other.place[0] == thread
                and other.place[1] != namespace
                and node_of(other.place[1]) == node_of(namespace)
            ):
                raise ConfigurationError(
                    f"{self.agent!r} runs in two branches at once, and with checkpointer=True they have one memory; "
                    "make it without `checkpointer`, or give each branch a node of its own"
                )

    def _opened(self, config: RunnableConfig, *, accumulates: bool) -> Run:
        place = _place(config)
        home = (place[0], node_of(place[1])) if accumulates else place
        run = Run(place=place, home=home, spans=Spans(self.agent, place[0] or None), around=nodes_of(config))
        run.spans.open_run(self.isolation)
        return run

    def _close(self, run: Run, reason: str, error: Exception | None = None) -> None:
        totals: dict[str, str | int] = {}
        if run.usage is not None:
            totals = {
                a.STEPS: run.usage["steps"],
                a.CALLS: run.usage["tool_calls"],
                a.INPUT_TOKENS: run.usage["input_tokens"],
                a.OUTPUT_TOKENS: run.usage["output_tokens"],
            }
        run.spans.close_run(reason, error, totals)
        session, run.session = run.session, None
        kept = bool(run.place[0]) and (reason == "paused" or self.keeps)
        if not kept and (parked := self._parked.pop(run.home, None)) is not None:
            parked.close()
        if session is None:
            return
        if kept:
            self._park(run.home, session)
        else:
            session.close()

    def forget(self, thread: str) -> None:
        """End the parked sessions of a thread."""
        for place in [place for place in self._parked if place[0] == thread]:
            self._parked.pop(place).close()

    def has_parked(self, config: RunnableConfig) -> bool:
        """Say whether a session waits for the next turn of the run's thread."""
        return self.of(config).home in self._parked

    def cancel(self, config: RunnableConfig) -> None:
        """End a run that nobody waits for any more: its waits are over, and its action with its worker."""
        run = self._runs.get(config["configurable"][KEY])
        if run is not None and not run.ended.done():
            run.ended.set_result(None)
            if run.session is not None:
                run.session.close()

    def _park(self, place: Place, session: Session) -> None:
        """Keep the session of a paused run: its resume in this process finds its variables."""
        if (older := self._parked.pop(place, None)) is not None:
            older.close()
        self._parked[place] = session
        while len(self._parked) > PARKED:
            self._parked.popitem(last=False)[1].close()

    def of(self, config: RunnableConfig) -> Run:
        """Return the run a node belongs to.

        Raises:
            ConfigurationError: the node runs outside its agent, where nobody would end its worker.
        """
        run = self._runs.get(config.get("configurable", {}).get(KEY, ""))
        if run is None:
            raise ConfigurationError(
                f"a node of {self.agent!r} runs outside its agent; run the compiled agent, or use CodeNode"
            )
        return run

    def session(self, run: Run, head: str, seed: int, snapshot: SnapshotRef | None) -> Session:
        """Return the run's session: its own, a parked one that stands where the state does, or a new one.

        A session without a worker begins with the snapshot: that of its own last action may not be the state's.
        """
        if run.session is None:
            parked = self._parked.pop(run.home, None)
            if parked is not None and parked.head != head:
                parked.close()
                parked = None
            run.session = parked or self.new_session(seed, run.place[0])
        if run.session.connection is None and run.session.snapshots is not None:
            run.session.snapshot = snapshot
        return run.session


def _close_all(parked: OrderedDict[Place, Session]) -> None:
    while parked:
        parked.popitem()[1].close(now=True)  # this may be a finalizer


def _place(config: RunnableConfig) -> Place:
    configurable = config.get("configurable", {})
    namespace = str(configurable.get("checkpoint_ns") or "")
    return str(configurable.get("thread_id") or ""), namespace


def is_within(config: RunnableConfig) -> bool:
    """Say whether a graph that is called runs within a node of another one."""
    return TASK in config.get("configurable", {})


def node_of(namespace: str) -> str:
    """Return a namespace without the ids of its tasks: the node a graph stands at."""
    return "|".join(part.partition(":")[0] for part in namespace.split("|"))
