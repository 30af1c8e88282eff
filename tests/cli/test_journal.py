"""`codenode journal` shows what was done, and finds what was changed."""

import json
import sqlite3
from contextlib import closing

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from typer.testing import CliRunner

from codenode import Policy
from codenode.cli.app import application
from codenode.testing.scripted_model import code

CONFIG = {"configurable": {"thread_id": "refunds/7"}}
SOURCE = "pay(look(1))\ntry:\n    look(3)\nexcept KeyError as error:\n    final_answer(str(error))"


def pay(amount: int) -> str:
    """Pay an amount."""
    return f"paid {amount}"


def look(order: int) -> int:
    """Look up an order."""
    return {1: 10}[order]


@pytest.fixture
def place(scripted, tmp_path):
    """A journal with a run in which a call was edited and another failed."""
    path = tmp_path / "journal.sqlite"
    agent = scripted(
        code(SOURCE), tools=[pay, look], checkpointer=InMemorySaver(), journal=path, policy=Policy(ask=["pay"])
    )
    agent.invoke({"messages": [("user", "go")]}, CONFIG)
    edit = {"type": "edit", "edited_action": {"name": "pay", "args": {"amount": 5}}}
    agent.invoke(Command(resume=edit), CONFIG)
    return path


def said(*words, **settings):
    """Run a command; return its exit code and what it printed."""
    result = CliRunner().invoke(application(), ["journal", *map(str, words)], **settings)
    return result.exit_code, result.output


class TestShow:
    def test_calls(self, place):
        """Code, calls, what was asked and decided, and how each call ended."""
        exit_code, text = said("show", "refunds/7", "--journal", place)
        lines = [line.strip() for line in text.splitlines()]
        assert exit_code == 0
        for line in (
            "pay(look(1))",
            "2  done      pay(amount=10)",
            "asked: edit",
            "with amount=5 instead",
            '= "paid 5"',
            "KeyError: 3",
        ):
            assert line in lines

    def test_json(self, place):
        """The records as they are."""
        (action,) = json.loads(said("show", "refunds/7", "--journal", place, "--json")[1])
        assert [record["seq"] for record in action["records"]] == list(range(len(action["records"])))

    def test_unknown_thread(self, place):
        """A thread without records is an error that says where to look."""
        exit_code, text = said("show", "nope", "--journal", place)
        assert (exit_code, "journal threads" in text) == (1, True)


class TestVerify:
    def test_whole(self, place):
        """Records that fit are counted."""
        exit_code, text = said("verify", "--journal", place)
        assert (exit_code, text.startswith("whole    refunds/7: ")) == (0, True)

    def test_damaged(self, place):
        """A changed record is named, and the exit code tells."""
        with closing(sqlite3.connect(place, isolation_level=None)) as database:
            database.execute("UPDATE codenode_entries SET body=replace(body, 'paid 5', 'paid 9')")
        exit_code, text = said("verify", "refunds/7", "--journal", place)
        assert (exit_code, "DAMAGED  refunds/7: record " in text) == (1, True)

    def test_no_journal(self, tmp_path):
        """Where there is no journal, none is made."""
        exit_code, text = said("verify", env={"CODENODE_STATE": str(tmp_path)})
        assert (exit_code, "there is no journal" in text, list(tmp_path.iterdir())) == (1, True, [])


class TestThreads:
    def test_default_place(self, place):
        """Threads by name, in the journal of this user."""
        assert said("threads", env={"CODENODE_STATE": str(place.parent)}) == (0, "refunds/7\n")
