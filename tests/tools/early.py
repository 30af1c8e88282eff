"""Agents that ask before they pay; run as a program, one that is killed when it has asked."""

import json
import os
import signal
import sys
from pathlib import Path

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import interrupt

from codenode import Policy, SqliteJournal, create_code_agent, idempotent
from codenode.testing import ScriptedModel
from codenode.testing.scripted_model import code

CONFIG = {"configurable": {"thread_id": "t"}}
ASKED = {"messages": [("user", "go")]}


class Cut(BaseException):
    """Stands for what ends a process."""


class Bank:
    """A tool to ask about; one that is cut off the first time; one that asks itself."""

    def __init__(self):
        self.paid = []
        self.cuts = 1

    @property
    def tools(self):
        """The tools."""

        def pay(amount: int) -> int:
            """Pay."""
            self.paid.append(amount)
            return amount

        @idempotent
        def look(order: int) -> int:
            """Look."""
            self.cuts -= 1
            if self.cuts >= 0:
                raise Cut
            return order

        def confirm(question: str, again: str = "") -> str:
            """Ask somebody."""
            return f"{interrupt(question)}{interrupt(again) if again else ''}"

        return [pay, look, confirm]


class Deadly(SqliteJournal):
    """A journal that kills its process as soon as a question is written down."""

    def write(self, scope, token, entries):
        """Write, and look what was written."""
        super().write(scope, token, entries)
        if any(entry["kind"] == "asked" for entry in entries):
            os.kill(os.getpid(), signal.SIGKILL)


def built(bank, *sources, nested=False, **settings):
    """Return an agent that asks before it pays, or a graph with it as a node."""
    saver = settings.pop("checkpointer", None)
    saver = InMemorySaver() if saver is None else saver
    settings = {"policy": Policy(ask=["pay"]), "executor": "inprocess", **settings}
    model = ScriptedModel([code(source) for source in sources])
    agent = create_code_agent(model, bank.tools, checkpointer=None if nested else saver, **settings)
    return around(agent).compile(checkpointer=saver) if nested else agent


def around(node):
    """Return a graph with one node."""
    graph = StateGraph(MessagesState)
    graph.add_node("agent", node)
    graph.add_edge(START, "agent")
    return graph


def sampled(saver, folder, place, amount, bank, journal=SqliteJournal):
    """Return the graph of one process, whose model wants to pay this amount; it waits before the node `place`."""
    settings = {"journal": journal(folder / "journal.sqlite"), "checkpointer": saver}
    source = f"pay({amount})\nfinal_answer('done')"
    if place == "act":
        return built(bank, source, interrupt_before=["act"], **settings)
    agent = built(bank, source, nested=True, **settings)
    return around(agent).compile(checkpointer=saver, interrupt_before=["agent"])


def main(folder, place, amount):
    """Ask and die: when the question is written down, or when it is seen."""
    journal = Deadly if place == "agent" else SqliteJournal
    with SqliteSaver.from_conn_string(f"{folder}/checkpoints.sqlite") as saver:
        graph = sampled(saver, Path(folder), place, int(amount), Bank(), journal)
        graph.invoke(ASKED, CONFIG, durability="exit")
        for chunk in graph.stream(None, CONFIG, durability="exit"):
            if "__interrupt__" in chunk:
                sys.stdout.write(json.dumps(chunk["__interrupt__"][0].value))
                sys.stdout.flush()
                os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
