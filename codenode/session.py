"""The sandbox alone: run Python in a worker, without a model or a graph."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from codenode.budget import Budget
from codenode.effects import Steps, adrive, drive
from codenode.errors import ConfigurationError
from codenode.executors.base import Executor, Level
from codenode.executors.choose import choose
from codenode.executors.imports import checked_imports
from codenode.executors.limits import Limits, checked_limits
from codenode.executors.sessions import Session, checked_files
from codenode.snapshots.manifest import check_ref
from codenode.snapshots.snapshots import Snapshots, snapshots_at
from codenode.tools.gate import Gate
from codenode.tools.toolset import Source, Toolset, bare, toolset
from codenode.tracing.spans import Spans
from codenode.types import SEEDS, Event, Observation, SnapshotRef, new_id, new_seed

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore

    from codenode.snapshots.base import SnapshotStore


class OpenSession:
    """An interpreter whose variables live from `run` to `run`.

    The worker starts at the first action; leaving the context ends it.
    """

    def __init__(self, session: Session, tools: Toolset, budget: Budget) -> None:
        self._session = session
        self._tools = tools
        self._budget = budget
        self._used = 0
        self._id = new_id()
        self._closed = False
        self._spans = Spans("session")

    @property
    def isolation(self) -> Level:
        """How the code is isolated, e.g. `process`."""
        return self._session.level

    @property
    def seed(self) -> int:
        """What the code's random numbers, ids and hashes come from."""
        return self._session.seed

    def run(self, code: str) -> Observation:
        """Run an action and return what it showed; never raises for what the code does."""
        return drive(self.steps(code))

    async def arun(self, code: str) -> Observation:
        """Run an action on the event loop."""
        return await adrive(self.steps(code))

    def steps(self, code: str) -> Steps[Observation]:
        """Return the action as effects, for a driver of your own."""
        if self._closed:
            raise ConfigurationError("this session is closed; open another one")
        action = f"{self._id}.{self._session.actions + 1}"
        gate = Gate(
            toolset=self._tools,
            budget=self._budget,
            used=self._used,
            action=action,
            step=self._session.actions + 1,
            spans=self._spans,
            tell=_nobody,
        )
        with self._spans.action(action) as span:
            seen = yield from self._session.run(code, calls=gate.calls, tell=lambda _: None)
            span.observed(seen, code, len(gate.records))
        self._used += len(gate.records)
        return seen

    def save(self) -> SnapshotRef | None:
        """Save the variables; None before the first action. What could not be saved is in `unkept`.

        Raises:
            SnapshotError: they could not be saved.
        """
        return drive(self._session.save())

    async def asave(self) -> SnapshotRef | None:
        """Save the variables on the event loop."""
        return await adrive(self._session.save())

    def restore(self, snapshot: SnapshotRef) -> None:
        """Go on from a snapshot of this thread.

        Raises:
            SnapshotRefused: it cannot be opened here; the message says why and what to do.
        """
        drive(self._session.restore(snapshot))

    async def arestore(self, snapshot: SnapshotRef) -> None:
        """Go on from a snapshot, on the event loop."""
        await adrive(self._session.restore(snapshot))

    def close(self) -> None:
        """End the worker and remove its scratch folder; harmless the second time."""
        self._closed = True
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self.close)  # a process is waited for, a folder removed


def _nobody(event: Event) -> None:
    """Take an event that nobody asked for."""


def open_session(
    *,
    imports: Sequence[str] = (),
    tools: Sequence[Source] = (),
    files: Sequence[str | Path] = (),
    executor: str | Executor = "auto",
    require: Level | None = None,
    limits: Limits | None = None,
    tool_calls: int = 10_000,
    seed: int | None = None,
    snapshots: "Snapshots | SnapshotStore | BaseStore | str | Path | None" = None,
    thread: str = "",
    snapshot: SnapshotRef | None = None,
) -> OpenSession:
    """Open the sandbox.

        with open_session(tools=[search], limits=Limits(seconds=5)) as session:
            session.run("x = 21")
            session.run("print(x); x * 2")["value"]  # 42

    Args:
        imports: modules beyond the safe standard library, e.g. `["numpy"]`.
        tools: typed functions with a docstring, or LangChain tools; code calls them by name.
        files: files the code may open for reading, by their names without folders.
        executor: `"auto"` (the strongest isolation this machine has), `"sandbox"`, `"process"`, `"inprocess"`,
            or your own.
        require: the weakest level that will do, e.g. `"sandbox"`; anything weaker is an `IsolationError`.
        limits: ceilings of one action and of the process; default 30 s and 2 GiB.
        tool_calls: calls the code may make in the life of the session.
        seed: below 2**32; sessions of one seed draw the same random numbers, ids and orders of sets of texts.
        snapshots: where `save` keeps the variables: a folder, a file `*.db`, a URL for `fsspec`, a store of
            LangGraph, or `Snapshots(store=..., keys=...)`.
        thread: whose variables they are; a snapshot opens in its own thread only.
        snapshot: what the session begins with. Its worker, too, comes back from the last one if it is lost.

    Raises:
        ConfigurationError: a value is wrong; the message names it and the remedy.
        SnapshotRefused: `snapshot` is no reference to one. Whether it opens shows at the first action.
    """
    if seed is not None and not (type(seed) is int and 0 <= seed < SEEDS):
        raise ConfigurationError(f"seed={seed!r} is wrong; give an integer from 0 below 2**32")
    if snapshot is not None:
        check_ref(snapshot)
    offered = bare(toolset(tools))
    session = Session(
        executor=choose(executor, require),
        limits=checked_limits(limits),
        tools=offered.wire,
        imports=checked_imports(imports),
        files=checked_files(files),
        seed=new_seed() if seed is None else seed,
        snapshots=snapshots_at(snapshots),
        thread=thread,
        snapshot=snapshot,
    )
    return OpenSession(session, offered, Budget(tool_calls=tool_calls))
