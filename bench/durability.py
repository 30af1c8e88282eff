"""Print what it costs that effects happen once, as ratios of medians against baselines taken in the same run."""

import itertools
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.store.memory import InMemoryStore
from langgraph.store.sqlite import SqliteStore

from codenode import Budget, Limits, MemoryJournal, SqliteJournal, create_code_agent
from codenode.journal.postgres import PostgresJournal
from codenode.journal.store import StoreJournal
from codenode.testing import ScriptedModel
from codenode.testing.crashpoints.server import available, postgres
from codenode.testing.scripted_model import code

CALLS = 100
ROUNDS = 7
STEPS = (100, 500)
SAID = "x" * 200
TASK = {"messages": [("user", "go")]}


def main() -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="codenode-bench-")))
        calls(folder, stack)
        growth(folder)
        resumed(folder)
        gone_on(folder)


# --- a call -----------------------------------------------------------------------------------------------


def calls(folder: Path, stack: ExitStack) -> None:
    """One tool call that does nothing: with each journal, against the same call without one."""
    journals = dict(_journals(folder, stack))
    numbers = itertools.count()
    times: dict[str, list[float]] = {name: [] for name in ("none", *journals)}
    for _ in range(ROUNDS):
        for name, journal in (("none", None), *journals.items()):
            times[name].append(_a_call(folder, journal, next(numbers)))
    base = statistics.median(times["none"])
    print(f"{'one tool call':46} {'median':>10} {'ratio':>7} {'more':>10}")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:46} {median * 1e3:8.3f}ms {median / base:7.2f} {(median - base) * 1e3:8.3f}ms")


def _journals(folder: Path, stack: ExitStack) -> Iterator[tuple[str, Any]]:
    yield "memory", MemoryJournal()
    yield "SQLite, synchronous=normal", SqliteJournal(folder / "normal.sqlite", synchronous="normal")
    yield "SQLite, synchronous=full", SqliteJournal(folder / "full.sqlite")
    yield "LangGraph store, in memory", StoreJournal(InMemoryStore())
    connection = sqlite3.connect(folder / "store.sqlite", check_same_thread=False, isolation_level=None)
    store = SqliteStore(stack.enter_context(closing(connection)))
    store.setup()
    yield "LangGraph store, SqliteStore", StoreJournal(store)
    if available():
        journal = PostgresJournal(stack.enter_context(postgres()))
        stack.callback(journal.close)
        yield "Postgres, on this machine", journal


def _a_call(folder: Path, journal: Any, number: int) -> float:
    """Return the seconds that one of many calls in a loop takes."""
    took = []

    def nothing(n: int) -> int:
        """Do nothing."""
        took.append(time.perf_counter())
        return n

    with SqliteSaver.from_conn_string(str(folder / f"calls{number}.sqlite")) as saver:
        agent = create_code_agent(
            ScriptedModel([code(f"for n in range({CALLS}):\n    nothing(n)\nfinal_answer(1)")]),
            [nothing],
            checkpointer=saver if journal else None,
            journal=journal,
            executor="process",
        )
        agent.invoke(TASK, {"configurable": {"thread_id": f"t{number}"}})
    return statistics.median(later - earlier for earlier, later in itertools.pairwise(took))


# --- growth -----------------------------------------------------------------------------------------------


def growth(folder: Path) -> None:
    """Bytes a step: steps of 200 characters said and 200 shown, beside `create_agent` on the same saver."""
    print(f"\n{'bytes a step in SQLite':46} {'ours':>10} {'baseline':>10} {'ratio':>7}   aim")
    baseline = dict(_grown(folder, "create_agent", _create_agent)) if _has_langchain() else {}
    for steps, size in _grown(folder, "codenode", _codenode):
        against = (
            f"{baseline[steps]:10.0f} {size / baseline[steps]:7.3f}   0.033" if baseline else "langchain is absent"
        )
        print(f"{f'{steps} steps, checkpoints and journal':46} {size:10.0f} {against}")


def _grown(folder: Path, name: str, run: Callable[[Path, int], None]) -> Iterator[tuple[int, float]]:
    for steps in STEPS:
        place = folder / f"{name}{steps}"
        place.mkdir()
        run(place, steps)
        yield steps, sum(file.stat().st_size for file in place.iterdir()) / steps


def _codenode(place: Path, steps: int) -> None:
    replies = [code(f"note({n})\nprint('{SAID}')", SAID) for n in range(steps)]
    with SqliteSaver.from_conn_string(str(place / "checkpoints.sqlite")) as saver:
        journal = SqliteJournal(place / "journal.sqlite", synchronous="normal")
        agent = create_code_agent(
            ScriptedModel([*replies, "done"]), [note], checkpointer=saver, journal=journal, executor="process",
            budget=Budget(steps=steps + 1, tool_calls=steps, seconds=3_600), limits=Limits(),
        )  # fmt: skip
        agent.invoke(TASK, {"configurable": {"thread_id": "t"}, "recursion_limit": 10_000})
        journal.close()


def _create_agent(place: Path, steps: int) -> None:
    from langchain.agents import create_agent

    class Calling(ScriptedModel):
        """Asks for a tool as often as it is told."""

        def bind_tools(self, tools: Any, **_: Any) -> Any:
            return self

        def _generate(self, messages: Any, *rest: Any, **kwargs: Any) -> Any:
            result = super()._generate(messages, *rest, **kwargs)
            number = self._next
            asked = [{"name": "note", "args": {"n": number}, "id": f"c{number}"}] if number <= steps else []
            result.generations[0].message = AIMessage(SAID, tool_calls=asked)
            return result

    def note(n: int) -> str:  # noqa: ARG001 - a model names it
        """Note a number."""
        return SAID

    with SqliteSaver.from_conn_string(str(place / "checkpoints.sqlite")) as saver:
        agent = create_agent(Calling([SAID] * (steps + 1)), [note], checkpointer=saver)
        agent.invoke(TASK, {"configurable": {"thread_id": "t"}, "recursion_limit": 10_000})


def note(n: int) -> int:
    """Note a number."""
    return n


def _has_langchain() -> bool:
    from importlib.util import find_spec

    return find_spec("langchain") is not None


# --- a resume in a new process ----------------------------------------------------------------------------

PAUSED = """
import sys, time
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command
from codenode import Policy, create_code_agent
from codenode.testing import ScriptedModel
from codenode.testing.scripted_model import code

def pay(amount: int) -> str:
    '''Pay an amount.'''
    return "paid"

folder, verb = sys.argv[1:]
thread = {"configurable": {"thread_id": "fresh" if verb == "fresh" else "paused"}}
source = "for n in range(20):\\n    pay(n)\\nfinal_answer(pay(20))"
with SqliteSaver.from_conn_string(f"{folder}/resume.sqlite") as saver:
    agent = create_code_agent(
        ScriptedModel([code(source)]), [pay], checkpointer=saver, journal=f"{folder}/resume-journal.sqlite",
        policy=Policy(ask={"pay": lambda given: given["amount"] == 20}), executor="process",
    )
    if verb != "resume":
        started = time.perf_counter()
        agent.invoke({"messages": [("user", "go")]}, thread)
    else:
        started = time.perf_counter()
        state = agent.invoke(Command(resume={"type": "approve"}), thread)
        assert state["structured_response"] == "paid"
    print(time.perf_counter() - started)
"""


def resumed(folder: Path) -> None:
    """A run that was paused after 20 calls goes on in a new process; beside a new run up to the same place."""
    ours, base = [], []
    for number in range(ROUNDS):
        place = folder / f"resume{number}"
        place.mkdir()
        base.append(_spent(place, "fresh"))
        _spent(place, "pause")
        ours.append(_spent(place, "resume"))
    fresh, again = statistics.median(base), statistics.median(ours)
    print(f"\n{'after imports':46} {'ours':>10} {'baseline':>10} {'ratio':>7}   aim")
    print(
        f"{'resume in a new process / a fresh run so far':46} "
        f"{again * 1e3:8.1f}ms {fresh * 1e3:8.1f}ms {again / fresh:7.2f}   2.0"
    )


def _spent(place: Path, verb: str, script: str = PAUSED, *words: str) -> float:
    command = [sys.executable, "-c", script, str(place), verb, *words]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ})
    return float(done.stdout)


# --- 200 variables in a new process -----------------------------------------------------------------------

CARRIED = """
import sys, time
from langgraph.checkpoint.sqlite import SqliteSaver
from codenode import create_code_agent
from codenode.testing import ScriptedModel
from codenode.testing.scripted_model import code

folder, verb, executor = sys.argv[1:]
thread = {"configurable": {"thread_id": "fresh" if verb == "fresh" else "kept"}}
many = "\\n".join(f"v{n} = {{'n': {n}, 'text': 'x' * {n}}}" for n in range(200))
with SqliteSaver.from_conn_string(f"{folder}/kept.sqlite") as saver:
    agent = create_code_agent(
        ScriptedModel([code(many if verb == "pause" else "1")]), checkpointer=saver, journal=f"{folder}/journal.sqlite",
        snapshots=f"{folder}/snapshots", executor=executor, interrupt_after=["act"],
    )
    given = None if verb == "resume" else {"messages": [("user", "go")]}
    started = time.perf_counter()
    for event in agent.stream(given, thread, stream_mode="custom"):
        if event["type"] == "observation":
            print(time.perf_counter() - started)
            assert event["observation"]["status"] == "ok", event
            assert verb != "resume" or len(event["observation"]["variables"]) >= 50
"""


def gone_on(folder: Path) -> None:
    """A thread with 200 variables goes on in a new process; beside a new thread's first action in one."""
    for executor in ("process", "sandbox"):
        ours, base = [], []
        for number in range(ROUNDS):
            place = folder / f"kept-{executor}{number}"
            place.mkdir()
            _spent(place, "pause", CARRIED, executor)
            base.append(_spent(place, "fresh", CARRIED, executor))
            ours.append(_spent(place, "resume", CARRIED, executor))
        fresh, again = statistics.median(base), statistics.median(ours)
        print(
            f"{f'200 variables in a new process / a new thread, {executor}':46} "
            f"{again * 1e3:8.1f}ms {fresh * 1e3:8.1f}ms {again / fresh:7.2f}   2.0"
        )


if __name__ == "__main__":
    main()
