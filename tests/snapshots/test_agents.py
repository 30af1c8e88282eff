"""A thread's variables are there wherever it goes on: after a pause, in another process, on a fork."""

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command, interrupt

from codenode import Policy
from codenode.errors import SnapshotRefused
from codenode.testing.scripted_model import code

CONFIG = {"configurable": {"thread_id": "t"}}
ASKED = {"messages": [("user", "go")]}
FIRST = code("rows = [1, 2, 3]\ndef total(extra):\n    return sum(rows) + extra\nlazy = (row for row in rows)")


def ask(question: str) -> int:
    """Ask somebody."""
    return interrupt(question)


def pay(amount: int) -> str:
    """Pay."""
    return f"paid {amount}"


class TestPause:
    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_in_an_action(self, scripted, driver):
        """Variables of the steps before are there when an action that paused runs again."""
        agent = scripted(
            FIRST, code("final_answer(total(ask('how much?')))"), tools=[ask], checkpointer=InMemorySaver()
        )
        if driver == "sync":
            agent.invoke(ASKED, CONFIG)
            last = agent.invoke(Command(resume=4), CONFIG)
        else:
            await agent.ainvoke(ASKED, CONFIG)
            last = await agent.ainvoke(Command(resume=4), CONFIG)
        assert last["structured_response"] == 10

    def test_not_half_done(self, scripted):
        """What the paused action had changed is not there twice."""
        source = "rows.append(4)\nfinal_answer([len(rows), ask('?')])"
        agent = scripted(FIRST, code(source), tools=[ask], checkpointer=InMemorySaver())
        agent.invoke(ASKED, CONFIG)
        assert agent.invoke(Command(resume=0), CONFIG)["structured_response"] == [4, 0]


class TestElsewhere:
    def test_another_agent(self, scripted, tmp_path):
        """Another process with the same folder and journal goes on with the same variables."""
        settings = {
            "tools": [pay], "checkpointer": InMemorySaver(), "policy": Policy(ask=["pay"]),
            "journal": tmp_path / "journal.sqlite", "snapshots": tmp_path / "snapshots",
        }  # fmt: skip
        scripted(FIRST, code("first = pay(total(0))\nfinal_answer([first, total(1)])"), **settings).invoke(
            ASKED, CONFIG
        )
        last = scripted(**settings).invoke(Command(resume={"type": "approve"}), CONFIG)
        assert last["structured_response"] == ["paid 6", 7]

    def test_unkept(self, scripted, tmp_path):
        """The model is told what could not be kept, and why."""
        settings = {"checkpointer": InMemorySaver(), "snapshots": tmp_path, "interrupt_before": ["act"]}
        first = scripted(FIRST, code("next(lazy)"), "done", **settings)
        for given in (ASKED, None, None):
            first.invoke(given, CONFIG)
        fork = next(state for state in first.get_state_history(CONFIG) if len(state.values.get("steps", ())) == 1)
        other = scripted(code("next(lazy)"), "done", **settings)
        other.invoke(None, fork.config)
        other.invoke(None, CONFIG)
        fault = other.get_state(CONFIG).values["steps"][-1]["observation"]["fault"]
        assert fault["type"] == "NameError"
        assert "lazy" in fault["hint"]

    @pytest.mark.parametrize("rebuild", [False, True])
    def test_gone(self, scripted, tmp_path, rebuild):
        """Where the snapshot cannot be had the run says so, or runs the actions again without their effects."""
        paid = []

        def note(amount: int) -> int:
            """Note an amount."""
            paid.append(amount)
            return len(paid)

        settings = {
            "tools": [note], "checkpointer": InMemorySaver(), "journal": tmp_path / "journal.sqlite",
            "interrupt_before": ["act"], "rebuild": rebuild,
        }  # fmt: skip
        first = scripted(FIRST, code("count = note(5)"), code("final_answer([total(1), count, note(6)])"), **settings)
        for given in (ASKED, None, None):
            first.invoke(given, CONFIG)
        other = scripted(**settings)
        if rebuild:
            assert other.invoke(None, CONFIG)["structured_response"] == [7, 1, 2]
            assert paid == [5, 6]
        else:
            other = scripted(**settings, snapshots=tmp_path / "elsewhere")
            with pytest.raises(SnapshotRefused, match="no snapshot"):
                other.invoke(None, CONFIG)

    def test_rebuilt_past_a_command(self, scripted, tmp_path):
        """An action that a tool's command ended ends there again when the variables are rebuilt."""

        def leave(n: int) -> Command:
            """End the action."""
            return Command(update={"remembered": ["leave"]})

        settings = {
            "tools": [leave], "checkpointer": InMemorySaver(), "journal": tmp_path / "journal.sqlite",
            "interrupt_before": ["act"], "rebuild": True,
        }  # fmt: skip
        first = scripted(code("n = 1\nleave(1)\nn = 2"), code("final_answer(n)"), **settings)
        for given in (ASKED, None):
            first.invoke(given, CONFIG)
        assert scripted(**settings).invoke(None, CONFIG)["structured_response"] == 1


class TestFork:
    def test_variables_of_that_step(self, scripted):
        """A fork begins with the variables of its step, whatever happened to them later."""
        replies = [code("n = 1"), code("n = 2"), code("final_answer(n)"), code("final_answer(n + 10)")]
        agent = scripted(*replies, checkpointer=InMemorySaver())
        assert agent.invoke(ASKED, CONFIG)["structured_response"] == 2
        history = list(agent.get_state_history(CONFIG))
        after_one = next(
            state for state in history if len(state.values.get("steps", ())) == 1 and state.next == ("think",)
        )
        assert agent.invoke(None, after_one.config)["structured_response"] == 11

    def test_after_a_loss(self, scripted):
        """A worker that was killed at a limit comes back with the variables of the step before."""
        source = "class Stubborn:\n    def __exit__(self, *_): return True\n    def __enter__(self): pass\nwhile True:\n    with Stubborn():\n        while True: pass"
        agent = scripted(FIRST, code(source), code("final_answer(total(0))"), checkpointer=InMemorySaver())
        assert agent.invoke(ASKED, CONFIG)["structured_response"] == 6


class TestDeleted:
    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_all_of_it(self, scripted, tmp_path, driver):
        """Deleting a thread takes its checkpoints, its journal and its snapshots."""
        agent = scripted(
            FIRST, code("final_answer(pay(1))"), tools=[pay], checkpointer=InMemorySaver(),
            journal=tmp_path / "journal.sqlite", snapshots=tmp_path / "snapshots",
        )  # fmt: skip
        agent.invoke(ASKED, CONFIG)
        assert agent.journal.read("t")
        assert list((tmp_path / "snapshots").rglob("*"))
        if driver == "sync":
            agent.delete_thread("t")
        else:
            await agent.adelete_thread("t")
        assert agent.journal.read("t") == {}
        assert not [path for path in (tmp_path / "snapshots").rglob("*") if path.is_file()]
        assert agent.get_state(CONFIG).values == {}
