"""Who writes instead of resuming: the model learns what the action that was dropped had called."""

import asyncio
import sqlite3
import subprocess
import sys

import pytest
from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import Command
from sample import asked, block

from codenode import Memory, Policy, SqliteJournal, create_code_agent
from codenode.effects import drive
from codenode.testing import ScriptedModel

CONFIG = {"configurable": {"thread_id": "t"}}
BOTH = block("kept = 1\nprint(pay(1))\nrefund(2)\nfinal_answer('done')")
KINDS = ("root", None, True)
CRASH = """
import os, sys
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import START, MessagesState, StateGraph
from codenode import create_code_agent
from codenode.testing import ScriptedModel

def pay(order: int) -> str:
    "Pay."
    with open(sys.argv[1] + "/ledger", "a") as file:
        file.write("paid")
    return "paid"

def refund(order: int) -> str:
    "Die."
    os._exit(9)

with SqliteSaver.from_conn_string(sys.argv[1] + "/saver") as saver:
    kind = {"root": saver, "None": None, "True": True}[sys.argv[3]]
    agent = create_code_agent(ScriptedModel([sys.argv[2]]), [pay, refund], checkpointer=kind, name="clerk",
                              journal=sys.argv[1] + "/journal", snapshots=sys.argv[1] + "/snapshots.db")
    if kind is not saver:
        graph = StateGraph(MessagesState)
        graph.add_node("desk", agent)
        graph.add_edge(START, "desk")
        agent = graph.compile(checkpointer=saver)
    agent.invoke({"messages": [("user", "go")]}, {"configurable": {"thread_id": "t"}})
"""


class Shop:
    """Tools whose effects are counted, and a model that pays unless it is told that it has paid."""

    def __init__(self, first=BOTH):
        self.made = []
        self.first = first
        self.reached = asyncio.Event()
        self.model = ScriptedModel(self.reply)

    def reply(self, messages):
        """Pay once: the conversation says whether that was done."""
        return block("final_answer('seen')") if "paid 1" in self.told(messages) else self.first

    @staticmethod
    def told(messages):
        """Return what the model is shown after the system text."""
        return "\n".join(message.text for message in messages[1:])

    @property
    def last(self):
        """What the model was shown last."""
        return self.told(self.model.prompts[-1])

    def pay(self, order: int) -> str:
        """Pay."""
        self.made.append(f"pay {order}")
        return f"paid {order}"

    def refund(self, order: int) -> str:
        """Refund."""
        self.made.append(f"refund {order}")
        return "refunded"

    async def wait(self, order: int) -> str:
        """Wait for ever."""
        self.reached.set()
        await asyncio.sleep(60)
        return "waited"

    def agent(self, **settings):
        """Return an agent whose refunds somebody is asked about."""
        settings = {"policy": Policy(ask=["refund"]), "name": "clerk", **settings}
        return create_code_agent(self.model, [self.pay, self.refund, self.wait], **settings)


def within(agent, saver, **more):
    """Return a parent graph of one agent, and of other nodes beside it."""
    graph = StateGraph(MessagesState)
    for name, node in {"desk": agent, **more}.items():
        graph.add_node(name, node)
        graph.add_edge(START, name)
    return graph.compile(checkpointer=saver)


def built(shop, kind, saver, **settings):
    """Return the agent at the root, or in a parent graph."""
    if kind == "root":
        return shop.agent(checkpointer=saver, **settings)
    return within(shop.agent(checkpointer=kind, **settings), saver)


def places(folder):
    """Return where checkpoints, calls and variables are kept."""
    return [str(folder / name) for name in ("saver", "journal", "snapshots.db")]


@pytest.mark.parametrize("kind", KINDS)
class TestApprovalPending:
    def test_told(self, kind):
        """What was made is not made again; what waited for approval was not made."""
        shop = Shop()
        graph = built(shop, kind, InMemorySaver())
        assert "__interrupt__" in graph.invoke(asked(), CONFIG)
        assert graph.invoke(asked("any news?"), CONFIG)["messages"][-1].text == "seen"
        assert shop.made == ["pay 1"]
        assert "pay(order=1) gave 'paid 1'\nrefund(order=2) waited for approval and was not made" in shop.last
        assert shop.last.index("BrokenOff") < shop.last.index("any news?")

    def test_a_late_answer(self, kind):
        """The request that was pending is void: an answer to it runs nothing."""
        shop = Shop()
        graph = built(shop, kind, InMemorySaver())
        request = graph.invoke(asked(), CONFIG)["__interrupt__"][0].value
        graph.invoke(asked("any news?"), CONFIG)
        graph.invoke(Command(resume={"type": "approve", "approval_id": request["approval_id"]}), CONFIG)
        assert shop.made == ["pay 1"]

    def test_nothing_else_is_stored(self, kind):
        """The same with `durability="exit"`, which stores no checkpoint on the way."""
        shop = Shop()
        graph = built(shop, kind, InMemorySaver())
        graph.invoke(asked(), CONFIG, durability="exit")
        graph.invoke(asked("any news?"), CONFIG, durability="exit")
        assert (shop.made, "gave 'paid 1'" in shop.last) == (["pay 1"], True)

    async def test_async(self, kind, tmp_path):
        """The same on the event loop, from a file."""
        shop = Shop()
        async with AsyncSqliteSaver.from_conn_string(str(tmp_path / "saver")) as saver:
            graph = built(shop, kind, saver, journal=tmp_path / "journal")
            await graph.ainvoke(asked(), CONFIG)
            await graph.ainvoke(asked("any news?"), CONFIG)
        assert (shop.made, "gave 'paid 1'" in shop.last) == (["pay 1"], True)

    async def test_cancelled(self, kind):
        """A call that was cancelled may have happened, and that is told."""
        shop = Shop(block("print(pay(1))\nawait wait(2)"))
        graph = built(shop, kind, InMemorySaver())
        task = asyncio.create_task(graph.ainvoke(asked(), CONFIG))
        await shop.reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await graph.ainvoke(asked("any news?"), CONFIG)
        assert "gave 'paid 1'\nwait(order=2) had started, and its outcome is unknown" in shop.last
        assert shop.made == ["pay 1"]


class TestCrash:
    @pytest.mark.parametrize("kind", KINDS)
    def test_told(self, tmp_path, kind):
        """A process dies in the middle of a call: another one tells what it did."""
        source, (saved, journal, kept) = "print(pay(1))\nrefund(2)", places(tmp_path)
        command = [sys.executable, "-c", CRASH, str(tmp_path), block(source), str(kind)]
        assert subprocess.run(command).returncode == 9
        shop = Shop()
        shop.model = ScriptedModel([block("final_answer(1)")])
        with SqliteSaver.from_conn_string(saved) as saver:
            built(shop, kind, saver, journal=journal, snapshots=kept).invoke(asked("any news?"), CONFIG)
        assert "pay(order=1) gave 'paid'\nrefund(order=2) had started, and its outcome is unknown" in shop.last
        assert source in shop.last
        assert (tmp_path / "ledger").read_text() == "paid"

    def test_no_record(self):
        """A journal that knows nothing of an action does not say that it called nothing."""
        shop, saver = Shop(), InMemorySaver()
        shop.agent(checkpointer=saver).invoke(asked(), CONFIG)
        other = ScriptedModel([block("final_answer(1)")])
        create_code_agent(other, [shop.pay], checkpointer=saver).invoke(asked("any news?"), CONFIG)
        assert "not recorded in this process" in Shop.told(other.prompts[-1])

    def test_damage(self, tmp_path):
        """Where the record was changed nothing is made of it, and the thread still takes a message."""
        shop, journal = Shop(), SqliteJournal(tmp_path / "journal")
        agent = shop.agent(checkpointer=InMemorySaver(), journal=journal)
        agent.invoke(asked(), CONFIG)
        with sqlite3.connect(tmp_path / "journal") as database:
            database.execute("UPDATE codenode_entries SET body=replace(body, 'paid 1', 'paid 2')")
        shop.model.replies = [block("final_answer(1)")]
        agent.invoke(asked("any news?"), CONFIG)
        assert "the record of its calls is damaged" in shop.last


class TestStep:
    def paused(self, *after, **settings):
        """Return a shop, and its agent in the middle of its second action."""
        shop = Shop()
        first = block("price = 5\nprint(price)"), block("price = 6\nprint(pay(1))\nrefund(2)")
        shop.model = ScriptedModel([*first, *after])
        agent = shop.agent(checkpointer=InMemorySaver(), **settings)
        agent.invoke(asked(), CONFIG)
        return shop, agent

    @pytest.mark.parametrize("executor", ["process", "inprocess"])
    def test_variables(self, executor):
        """It is a step of the thread, with its calls, and leaves the variables that were there before."""
        _, agent = self.paused(block("final_answer(1)"), executor=executor)
        agent.invoke(asked("any news?"), CONFIG)
        steps = agent.get_state(CONFIG).values["steps"]
        assert [(one["number"], one.get("broken_off", False)) for one in steps] == [(1, False), (2, True), (3, False)]
        assert [(one["tool"], one["status"]) for one in steps[1]["calls"]] == [("pay", "done")]
        assert steps[1]["observation"]["variables"] == steps[0]["observation"]["variables"]

    def test_snapshot(self):
        """A worker goes on from what was saved before the action."""
        _, agent = self.paused(block("final_answer(price)"))
        assert agent.invoke(asked("any news?"), CONFIG)["structured_response"] == 5

    def test_later_turns(self):
        """It stays where it stands, byte for byte, and is told once."""
        shop, agent = self.paused(block("final_answer(1)"), "bye")
        agent.invoke(asked("any news?"), CONFIG)
        agent.invoke(asked("thanks"), CONFIG)
        before, after = shop.model.prompts[-2:]
        assert [one.text for one in after[: len(before)]] == [one.text for one in before]
        assert shop.last.count("BrokenOff") == 1

    def test_summarised(self):
        """A summary keeps the calls that were made."""
        many = [block(f"print('x' * 4000)\nn = {n}") for n in range(8)]
        shop, agent = self.paused(*many, block("final_answer(1)"), memory=Memory(max_tokens=3_000))
        agent.invoke(asked("any news?"), CONFIG)
        (*_, summary) = agent.get_state(CONFIG).values["summaries"]
        assert "Calls made, do not repeat them: pay in step 2" in summary["text"]
        assert summary["text"] in shop.last

    def test_rebuilt(self, tmp_path):
        """Variables that are made again are those of actions that ended."""
        shop, agent = self.paused(block("final_answer(price)"), journal=tmp_path / "journal", rebuild=True)
        drive(agent.snapshots.delete("t"))
        assert agent.invoke(asked("any news?"), CONFIG)["structured_response"] == 5
        assert shop.made == ["pay 1"]

    def test_each_run_anew(self):
        """An agent that remembers no steps is told of this one all the same."""
        shop, agent = self.paused(block("final_answer(1)"), memory=Memory(persist="run"))
        agent.invoke(asked("any news?"), CONFIG)
        assert "pay(order=1) gave 'paid 1'" in shop.last
        assert [one["number"] for one in agent.get_state(CONFIG).values["steps"]] == [1, 2]

    def test_no_calls(self, tmp_path):
        """Of an action that had called nothing that is said."""
        shop = Shop(block("refund(2)"))
        agent = shop.agent(checkpointer=InMemorySaver(), journal=tmp_path / "journal", interrupt_before=["act"])
        agent.invoke(asked(), CONFIG)
        agent.invoke(asked("any news?"), CONFIG)
        assert "(it had made no calls)" in shop.last

    def test_code_that_waits(self):
        """Code that somebody was asked about was not run."""
        shop = Shop(block("print(pay(1))"))
        agent = shop.agent(checkpointer=InMemorySaver(), policy=Policy(ask_code=True))
        agent.invoke(asked(), CONFIG)
        agent.invoke(asked("any news?"), CONFIG)
        assert "it waited for approval and was not run" in shop.last
        assert not shop.made

    def test_without_a_checkpointer(self):
        """Nothing is kept, and nothing told."""
        shop = Shop(block("print(pay(1))"))
        agent = shop.agent(policy=None)
        agent.invoke(asked())
        assert "BrokenOff" not in shop.last


class TestHistories:
    def test_a_fork(self):
        """A fork before an action that came to its end elsewhere is not told of its calls."""
        shop = Shop(block("print(pay(1))"))
        agent = shop.agent(checkpointer=InMemorySaver(), policy=None)
        agent.invoke(asked(), CONFIG)
        before = next(
            one for one in agent.get_state_history(CONFIG) if one.next == ("act",) and not one.values["steps"]
        )
        agent.invoke(asked("otherwise"), before.config)
        assert shop.made == ["pay 1", "pay 1"]
        assert "gave" not in Shop.told(shop.model.prompts[2])

    def test_what_a_fork_did(self):
        """A fork that ran the action again is told of its own calls, not of those before it."""
        made = []

        def count() -> str:
            """Count."""
            made.append(1)
            return f"number {len(made)}"

        model = ScriptedModel([block("print(count())\nrefund(2)"), "bye"])
        saver, shop = InMemorySaver(), Shop()
        agent = create_code_agent(model, [count, shop.refund], policy=Policy(ask=["refund"]), checkpointer=saver)
        agent.invoke(asked(), CONFIG)
        agent.invoke(None, agent.get_state(CONFIG).config)
        agent.invoke(asked("any news?"), CONFIG)
        told = Shop.told(model.prompts[-1])
        assert ("count() gave 'number 2'" in told, "number 1" in told) == (True, False)

    def test_another_message_instead(self):
        """A fork of the message that came instead is told what had been done before it."""
        shop = Shop()
        agent = shop.agent(checkpointer=InMemorySaver())
        agent.invoke(asked(), CONFIG)
        paused = agent.get_state(CONFIG).config
        agent.invoke(asked("any news?"), CONFIG)
        agent.invoke(asked("how far are you?"), paused)
        assert "gave 'paid 1'" in shop.last
        assert "any news?" not in shop.last
        assert shop.made == ["pay 1"]

    def test_a_fork_within(self):
        """The same where the parent graph goes back."""
        shop = Shop(block("print(pay(1))\nfinal_answer('x')"))
        graph = within(shop.agent(policy=None), InMemorySaver())
        graph.invoke(asked(), CONFIG)
        before = next(one for one in graph.get_state_history(CONFIG) if one.next == ("desk",))
        graph.invoke(asked("otherwise"), before.config)
        assert "BrokenOff" not in shop.last
        assert shop.made == ["pay 1", "pay 1"]

    def test_an_answer_that_was_dropped(self):
        """Where another branch waited, the answer of this one is dropped with it; its calls are told."""
        shop, other = Shop(block("print(pay(1))\nfinal_answer('x')")), Shop()
        graph = within(shop.agent(policy=None), InMemorySaver(), till=other.agent(name="cashier"))
        graph.invoke(asked(), CONFIG)
        graph.invoke(asked("any news?"), CONFIG)
        assert (shop.made, other.made) == (["pay 1"], ["pay 1"])
        assert "gave 'paid 1'" in shop.last

    def test_a_run_of_several_actions(self):
        """Where the agent's own state goes with the run all its actions are told, in their order."""
        shop = Shop()
        shop.model = ScriptedModel([block("print(pay(1))"), block("print(pay(2))\nrefund(3)"), "bye"])
        graph = within(shop.agent(), InMemorySaver())
        graph.invoke(asked(), CONFIG)
        graph.invoke(asked("any news?"), CONFIG)
        assert shop.last.index("gave 'paid 1'") < shop.last.index("gave 'paid 2'") < shop.last.index("any news?")

    def test_a_model_that_failed_between(self):
        """A turn that failed before it acted does not make the next one forget."""
        shop = Shop()
        graph = within(shop.agent(retry=None), InMemorySaver())
        graph.invoke(asked(), CONFIG)
        shop.model.replies = []
        with pytest.raises(IndexError):
            graph.invoke(asked("any news?"), CONFIG)
        shop.model.replies = shop.reply
        graph.invoke(asked("hello?"), CONFIG)
        assert shop.made == ["pay 1"]

    def test_turns_that_ended(self):
        """After an answer nothing of the turns before is told again."""
        shop = Shop()
        graph = within(shop.agent(), InMemorySaver())
        graph.invoke(asked(), CONFIG)
        graph.invoke(asked("any news?"), CONFIG)
        assert isinstance(graph.get_state(CONFIG).values["messages"][-1], AIMessage)
        shop.model.replies = ["bye"]
        graph.invoke(asked("thanks"), CONFIG)
        assert "BrokenOff" not in shop.last
