"""Print what a step costs, in processor time, stored bytes and memory, beside what others take for the same steps.

Every row is a process of its own: a scripted model says 200 characters and asks for one tool call a step, which
shows 200 characters. `codenode` counts the host alone: what a step costs the application; its worker's time stands
beside it.
"""

import contextlib
import importlib.util
import io
import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

STEPS = (5, 20, 100, 500)
SAVERS = ("none", "memory", "sqlite")
ROUNDS = 3
SAID = "x" * 200
EDGE = 50
"""Steps at each end of a run that are compared."""

Marks = list[tuple[float, int]]
"""Processor time and resident bytes at each call of the model."""


def main() -> None:
    if len(sys.argv) > 1:
        product, saver, steps = sys.argv[1:]
        print(json.dumps(measured(product, saver, int(steps))))
        return
    products = [name for name, (module, _) in PRODUCTS.items() if importlib.util.find_spec(module)]
    print(f"absent: {', '.join(sorted(set(PRODUCTS) - set(products))) or 'nothing'}\n")
    print(f"{'steps':>5} {'saver':7} {'product':13} {'CPU ms/step':>11} {'ratio':>6} {'worker':>7} {'bytes/step':>11} "
          f"{'ratio':>7} {'last/first':>10} {'KiB/100 steps':>13}")  # fmt: skip
    for steps in STEPS:
        for saver in SAVERS:
            _table(steps, saver, products)
    print("aims: CPU 1.5, bytes 0.033, last/first 1.2, memory below smolagents'; ratios are to create_agent")


def _table(steps: int, saver: str, products: list[str]) -> None:
    shown = [name for name in products if saver == "none" or name != "smolagents"]  # it has no saver
    rounds = {name: [] for name in shown}
    for _ in range(ROUNDS if steps < 500 else 1):  # in turn: a machine that slows down slows all
        for name in shown:
            done = subprocess.run(
                [sys.executable, __file__, name, saver, str(steps)], check=True, capture_output=True, text=True
            )
            rounds[name].append(json.loads(done.stdout.splitlines()[-1]))
    medians = {name: _median(found) for name, found in rounds.items()}
    base = medians.get("create_agent")
    for name, row in medians.items():
        cpu = f"{row['cpu'] / base['cpu']:6.2f}" if base else f"{'':6}"
        bytes_ = f"{row['bytes'] / base['bytes']:7.3f}" if base and base["bytes"] else f"{'':7}"
        flat = f"{row['flat']:10.2f}" if row["flat"] else f"{'':10}"
        grown = f"{row['grown'] / 1024:13.0f}" if row["grown"] is not None else ""
        print(f"{steps:5} {saver:7} {name:13} {row['cpu'] * 1e3:11.2f} {cpu} {row['worker'] * 1e3:7.2f} "
              f"{row['bytes']:11.0f} {bytes_} {flat} {grown}")  # fmt: skip


def _median(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {key: None if rows[0][key] is None else statistics.median(row[key] for row in rows) for key in rows[0]}


# --- one row ----------------------------------------------------------------------------------------------


def measured(product: str, saver: str, steps: int) -> dict[str, Any]:
    marks: Marks = []
    with tempfile.TemporaryDirectory(prefix="codenode-bench-") as folder:
        with saved(saver, Path(folder)) as (given, size):
            PRODUCTS[product][1](steps, given, Path(folder), marks)
            stored = size()
        stored += sum(file.stat().st_size for file in Path(folder).iterdir())  # closed: no log beside it
    assert len(marks) == steps + 1, (len(marks), steps)
    spent = [later[0] - earlier[0] for earlier, later in itertools.pairwise(marks)]
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    long = steps >= 2 * EDGE
    return {
        "cpu": sum(spent[1:]) / len(spent[1:]),  # the first step starts the worker and fills caches
        "worker": (children.ru_utime + children.ru_stime) / steps,
        "bytes": stored / steps,
        "flat": statistics.median(spent[-EDGE:]) / statistics.median(spent[1 : EDGE + 1]) if long else None,
        "grown": (marks[-1][1] - marks[EDGE][1]) / (steps - EDGE) * 100 if long else None,
    }


@contextlib.contextmanager
def saved(kind: str, folder: Path) -> Iterator[tuple[Any, Callable[[], int]]]:
    """Give a checkpointer, and a function that counts what it holds outside of the folder."""
    if kind == "none":
        yield None, lambda: 0
    elif kind == "memory":
        from langgraph.checkpoint.memory import InMemorySaver

        memory = InMemorySaver()
        yield memory, lambda: _held([memory.storage, memory.writes, memory.blobs])
    else:
        from langgraph.checkpoint.sqlite import SqliteSaver

        with SqliteSaver.from_conn_string(str(folder / "checkpoints.sqlite")) as saver:
            yield saver, lambda: 0


def _held(found: Any) -> int:
    if isinstance(found, bytes):
        return len(found)
    if isinstance(found, dict):
        return sum(map(_held, found.values()))
    return sum(map(_held, found)) if isinstance(found, list | tuple) else 0


def mark(marks: Marks) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[1]) if sys.platform == "linux" else 0
    marks.append((time.process_time(), pages * os.sysconf("SC_PAGESIZE")))


def note(n: int) -> str:  # noqa: ARG001 - a model names it
    """Note a number.

    Args:
        n: the number.
    """
    return SAID


def model(reply: Callable[[int], Any], marks: Marks) -> Any:
    """Return a chat model that says what it is told, and counts nothing."""
    from langchain_core.language_models import BaseChatModel
    from langchain_core.outputs import ChatGeneration, ChatResult

    class Told(BaseChatModel):
        @property
        def _llm_type(self) -> str:
            return "told"

        def bind_tools(self, tools: Any, **_: Any) -> Any:
            return self

        def _generate(self, messages: Any, *_: Any, **__: Any) -> ChatResult:
            mark(marks)
            return ChatResult(generations=[ChatGeneration(message=reply(len(marks)))])

    return Told()


def writing(steps: int, marks: Marks) -> Any:
    """Return a model that writes code."""
    from langchain_core.messages import AIMessage

    from codenode.testing.scripted_model import code

    return model(lambda n: AIMessage(code(f"print(note({n}))", SAID) if n <= steps else "done"), marks)


def codenode(steps: int, saver: Any, folder: Path, marks: Marks) -> None:
    from codenode import Budget, Memory, SqliteJournal, create_code_agent

    journal = SqliteJournal(folder / "journal.sqlite", synchronous="normal") if saver else None
    agent = create_code_agent(
        writing(steps, marks), [note], checkpointer=saver, executor="process", journal=journal,
        budget=Budget(steps=steps + 1, tool_calls=steps, seconds=3_600),
        memory=Memory(max_tokens=10_000_000),  # nobody else summarises
    )  # fmt: skip
    agent.invoke({"messages": [("user", "go")]}, {"configurable": {"thread_id": "t"}})
    if journal:
        journal.close()


def create_agent(steps: int, saver: Any, folder: Path, marks: Marks) -> None:  # noqa: ARG001 - one form for all
    from langchain import agents
    from langchain_core.messages import AIMessage

    def reply(n: int) -> AIMessage:
        return AIMessage(SAID, tool_calls=[{"name": "note", "args": {"n": n}, "id": f"c{n}"}] if n <= steps else [])

    agent = agents.create_agent(model(reply, marks), [note], checkpointer=saver)
    agent.invoke({"messages": [("user", "go")]}, {"configurable": {"thread_id": "t"}, "recursion_limit": 10_000})


def codeact(steps: int, saver: Any, folder: Path, marks: Marks) -> None:  # noqa: ARG001 - one form for all
    from langgraph_codeact import create_codeact

    def run(source: str, names: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        with contextlib.redirect_stdout(io.StringIO()) as shown:
            exec(source, dict(names))  # noqa: S102 - what its README shows
        return shown.getvalue(), {}

    agent = create_codeact(writing(steps, marks), [note], run).compile(checkpointer=saver)
    agent.invoke({"messages": [("user", "go")]}, {"configurable": {"thread_id": "t"}, "recursion_limit": 10_000})


def smolagents(steps: int, saver: Any, folder: Path, marks: Marks) -> None:  # noqa: ARG001 - one form for all
    from smolagents import CodeAgent, Model, tool
    from smolagents.models import ChatMessage, MessageRole
    from smolagents.monitoring import LogLevel, TokenUsage

    class Scripted(Model):
        """Says what it is told."""

        def generate(self, messages: Any, **_: Any) -> ChatMessage:
            mark(marks)
            n = len(marks) - 1
            source = f"print(note({n}))" if n < steps else "final_answer(1)"
            return ChatMessage(
                role=MessageRole.ASSISTANT, content=f"{SAID}\n<code>\n{source}\n</code>", token_usage=TokenUsage(1, 1)
            )

    agent = CodeAgent([tool(note)], Scripted(), max_steps=steps + 1, verbosity_level=LogLevel.OFF)
    agent.run("go")


PRODUCTS: dict[str, tuple[str, Callable[[int, Any, Path, Marks], None]]] = {
    "create_agent": ("langchain.agents", create_agent),
    "codenode": ("codenode", codenode),
    "codeact": ("langgraph_codeact", codeact),
    "smolagents": ("smolagents", smolagents),
}


if __name__ == "__main__":
    main()
