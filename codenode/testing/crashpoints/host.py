"""Be one host process: go on with a thread wherever the last process left it, until it ends, asks, or is killed."""

import asyncio
import json
import random
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, StructuredTool
from langgraph.types import Command
from typing_extensions import TypedDict

from codenode.agent import CodeAgent, create_code_agent
from codenode.errors import ActionBusy
from codenode.executors import sessions
from codenode.executors.limits import Limits
from codenode.journal.base import Journal
from codenode.snapshots.keys import Keys
from codenode.snapshots.snapshots import Snapshots
from codenode.testing.crashpoints.ledger import Ledger
from codenode.testing.crashpoints.points import JOURNAL, SAVER, SNAPSHOTS, WORKER, Points
from codenode.testing.crashpoints.programs import PROGRAMS, sampling
from codenode.tools.marks import current_call, idempotent, resumable
from codenode.types import JsonValue

THREAD = "crash"
CONFIG = RunnableConfig(configurable={"thread_id": THREAD})
TASK = {"messages": [("user", "Do it.")]}
LONGEST = 0.02
"""Seconds a tool may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """One run: what is done, and with what."""

    folder: Path
    program: str
    backend: str
    """`sqlite`, `store` or `postgres`."""
    server: str = ""
    """Where Postgres is."""
    asynchronous: bool = False
    executor: str = "process"
    snapshots: str = "folder"
    """Where programs of several actions keep their variables: a `folder`, a `file`, or the journal's `store`."""

    @property
    def ledger(self) -> Ledger:
        """What was really done."""
        return Ledger(self.folder / "ledger.jsonl")


class Outcome(TypedDict, total=False):
    """How a process left the run."""

    kind: str
    """`ended`, `asked`, `busy` or `failed`."""
    answer: JsonValue
    request: Any
    statuses: list[str]
    """Of the calls and the actions."""
    outputs: list[str]
    """What each action printed."""
    error: str
    killed: str
    """A process of the host's that was killed while it lived."""


def host(setup: Setup, points: Points, answer: JsonValue, outcome: Path) -> None:
    """Go on with the run, and leave a file that says how it stands.

    Args:
        setup: the run.
        points: the places where this process may die.
        answer: to what was asked; None for nothing.
        outcome: the file.
    """
    try:
        told = asyncio.run(_awaited(setup, points, answer)) if setup.asynchronous else _blocking(setup, points, answer)
    except ActionBusy as error:
        told = Outcome(kind="busy", error=str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, the judge wants to know
        told = Outcome(kind="failed", error=f"{type(error).__name__}: {error}")
    told["killed"] = points.killed
    written = outcome.with_suffix(".new")
    written.write_text(json.dumps(told), encoding="utf-8")
    written.replace(outcome)


def _blocking(setup: Setup, points: Points, answer: JsonValue) -> Outcome:
    from langgraph.checkpoint.sqlite import SqliteSaver  # noqa: PLC0415 - of the development group

    with ExitStack() as stack:
        saver = stack.enter_context(SqliteSaver.from_conn_string(str(setup.folder / "checkpoints.sqlite")))
        agent = _agent(setup, points, saver, _journal(setup, stack))
        state = agent.get_state(CONFIG)
        if not _over(state):
            agent.invoke(_given(state, answer), CONFIG)
            state = agent.get_state(CONFIG)
        return _told(state)


async def _awaited(setup: Setup, points: Points, answer: JsonValue) -> Outcome:
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver  # noqa: PLC0415

    async with AsyncExitStack() as stack:
        place = str(setup.folder / "checkpoints.sqlite")
        saver = await stack.enter_async_context(AsyncSqliteSaver.from_conn_string(place))
        journal = await _ajournal(setup, stack)
        agent = _agent(setup, points, saver, journal)
        state = await agent.aget_state(CONFIG)
        if not _over(state):
            await agent.ainvoke(_given(state, answer), CONFIG)
            state = await agent.aget_state(CONFIG)
        return _told(state)


# --- the agent --------------------------------------------------------------------------------------------


def _agent(setup: Setup, points: Points, saver: Any, journal: Journal) -> CodeAgent:
    program = PROGRAMS[setup.program]
    tools = [*_tools(setup.ledger, points), *_delegates(setup, points, journal)]
    points.watch(saver, SAVER)
    points.watch(journal, JOURNAL)
    model = sampling(program.actions, carries=program.carries)
    kept = _snapshots(setup, points, journal) if program.carries else None
    return _built(model, tools, journal, setup, name="outer", policy=program.policy, checkpointer=saver, snapshots=kept)


def _snapshots(setup: Setup, points: Points, journal: Journal) -> Snapshots:
    files = {"folder": setup.folder / "snapshots", "file": setup.folder / "snapshots.db"}
    place: Any = files.get(setup.snapshots) or journal.store  # type: ignore[attr-defined] # of a store's journal
    kept = Snapshots.at(place, Keys([b"k" * 32]))
    points.watch(kept.store, SNAPSHOTS)
    points.watch(sessions, WORKER)
    return kept


def _built(model: Any, tools: Any, journal: Journal, setup: Setup, **settings: Any) -> CodeAgent:
    return create_code_agent(
        model,
        tools,
        journal=journal,
        executor=setup.executor,
        limits=Limits(seconds=20),
        **settings,
    )


def _tools(ledger: Ledger, points: Points) -> list[Callable[..., Any]]:
    def done(slot: str, item: str) -> str:
        call = current_call()
        key = call.key if call else ""
        points.reach("tool.start:before")
        ledger.note("start", slot, item, key)
        points.reach("tool.start:after")
        time.sleep(random.random() * LONGEST)  # noqa: S311 - no secret
        points.reach("tool.end:before")
        ledger.note("end", slot, item, key)
        points.reach("tool.end:after")
        return f"did {slot} {item}"

    def charge(slot: str, item: str) -> str:
        """Charge for an item; never twice."""
        return done(slot, item)

    @idempotent
    def stamp(slot: str, item: str) -> str:
        """Stamp an item; twice is as once."""
        return done(slot, item)

    return [charge, stamp]


def _delegates(setup: Setup, points: Points, journal: Journal) -> list[BaseTool]:
    program = PROGRAMS[setup.program]
    if not program.inner:
        return []
    agent = _built(sampling(program.inner), _tools(setup.ledger, points), journal, setup, name="inner")

    def delegate(item: str) -> JsonValue:
        """Let another agent do it."""
        return agent.invoke({"messages": [("user", item)]})["structured_response"]

    async def adelegate(item: str) -> JsonValue:
        """Let another agent do it."""
        return (await agent.ainvoke({"messages": [("user", item)]}))["structured_response"]

    awaited = adelegate if setup.asynchronous else None
    return [resumable(StructuredTool.from_function(delegate, coroutine=awaited, name="delegate"))]


# --- where it stands --------------------------------------------------------------------------------------


def _over(state: Any) -> bool:
    # Not `next`: that is empty also where a task has written and the checkpoint after it is not stored yet.
    return bool(state.values) and not state.tasks


def _given(state: Any, answer: JsonValue) -> Any:
    if not state.values and not state.tasks:
        return TASK  # not even the task was stored
    return Command(resume=answer) if answer is not None else None


def _told(state: Any) -> Outcome:
    if state.tasks:
        asked = [one.value for one in state.interrupts]
        return Outcome(kind="asked", request=asked[0]) if asked else Outcome(kind="failed", error=f"at {state.next}")
    steps = state.values["steps"]
    statuses = ["broken_off" if step.get("broken_off") else step["observation"]["status"] for step in steps]
    statuses += [call["status"] for step in steps for call in step["calls"]]
    outputs = [step["observation"]["output"] for step in steps]
    return Outcome(kind="ended", answer=state.values["structured_response"], statuses=statuses, outputs=outputs)


# --- journals ---------------------------------------------------------------------------------------------


def _journal(setup: Setup, stack: ExitStack) -> Journal:
    match setup.backend:
        case "sqlite":
            from codenode.journal.sqlite import SqliteJournal  # noqa: PLC0415 - one of them a run

            return SqliteJournal(setup.folder / "journal.sqlite")
        case "postgres":
            from codenode.journal.postgres import PostgresJournal  # noqa: PLC0415

            return PostgresJournal(setup.server)
        case "store":
            from langgraph.store.sqlite import SqliteStore  # noqa: PLC0415

            from codenode.journal.store import StoreJournal  # noqa: PLC0415

            store = stack.enter_context(SqliteStore.from_conn_string(str(setup.folder / "store.sqlite")))
            store.setup()
            return StoreJournal(store)
        case unknown:
            raise ValueError(f"unknown backend {unknown!r}; give sqlite, store or postgres")


async def _ajournal(setup: Setup, stack: AsyncExitStack) -> Journal:
    if setup.backend != "store":
        return _journal(setup, ExitStack())
    from langgraph.store.sqlite.aio import AsyncSqliteStore  # noqa: PLC0415

    from codenode.journal.store import StoreJournal  # noqa: PLC0415

    place = str(setup.folder / "store.sqlite")
    store = await stack.enter_async_context(AsyncSqliteStore.from_conn_string(place))
    await store.setup()
    return StoreJournal(store)
