"""A run that goes on does not do again what it did, and says what it cannot know."""

import asyncio
import operator
from typing import Annotated

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, Send, interrupt
from typing_extensions import TypedDict

from codenode import (
    ActionBusy,
    Divergence,
    JournalError,
    MemoryJournal,
    Policy,
    SqliteJournal,
    current_call,
    idempotent,
    resumable,
)
from codenode.testing.scripted_model import code

CONFIG = {"configurable": {"thread_id": "t"}}
ASKED = {"messages": [("user", "go")]}
APPROVE = Command(resume={"type": "approve"})


class Cut(BaseException):
    """Stands for what ends a process in the middle of a call."""


class Bank:
    """Tools whose effects are counted; the first `cuts` payments are cut off."""

    def __init__(self, cuts=0):
        self.paid = []
        self.keys = []
        self.cuts = cuts

    def pay(self, amount: int) -> str:
        """Pay an amount."""
        self.paid.append(amount)
        self.keys.append(current_call().key)
        if len(self.keys) <= self.cuts:
            raise Cut
        return f"paid {amount}"

    def look(self, order: int) -> int:
        """Look something up."""
        self.paid.append(-order)
        return order


def cut(agent):
    """Run until it is cut off."""
    with pytest.raises(Cut):
        agent.invoke(ASKED, CONFIG)


@pytest.fixture(params=["memory", "sqlite"])
def journal(request, tmp_path):
    """Each journal that needs no server."""
    return MemoryJournal() if request.param == "memory" else SqliteJournal(tmp_path / "journal.sqlite")


class TestCutOff:
    def test_told(self, scripted, journal):
        """A call that had started is not made again: the code is told that nobody knows."""
        bank = Bank(cuts=1)
        source = "look(1)\ntry:\n    pay(5)\nexcept ToolError as error:\n    final_answer(str(error))"
        agent = scripted(code(source), tools=[bank.pay, bank.look], checkpointer=InMemorySaver(), journal=journal)
        cut(agent)
        last = agent.invoke(None, CONFIG)
        assert "may or may not have happened" in last["structured_response"]
        assert bank.paid == [-1, 5]

    def test_idempotent(self, scripted, journal):
        """An idempotent tool is called again with the same key."""
        bank = Bank(cuts=1)
        agent = scripted(
            code("final_answer(pay(5))"), tools=[idempotent(lambda_of(bank))], checkpointer=InMemorySaver(),
            journal=journal,
        )  # fmt: skip
        cut(agent)
        assert agent.invoke(None, CONFIG)["structured_response"] == "paid 5"
        assert bank.keys[0] == bank.keys[1] != ""

    def test_asked(self, scripted, journal):
        """Where the policy says so somebody is asked, who may give the result."""
        bank = Bank(cuts=1)
        agent = scripted(
            code("final_answer(pay(5))"), tools=[bank.pay], checkpointer=InMemorySaver(), journal=journal,
            policy=Policy(unknown="ask"),
        )  # fmt: skip
        cut(agent)
        request = agent.invoke(None, CONFIG)["__interrupt__"][0].value
        assert "may or may not have happened" in request["action_requests"][0]["description"]
        last = agent.invoke(Command(resume={"type": "respond", "message": "it was paid"}), CONFIG)
        assert (last["structured_response"], bank.paid) == ("it was paid", [5])

    def test_approved_then_cut(self, scripted, journal):
        """A call that was approved and then cut off is unknown, and its answer goes to no other call."""
        bank = Bank(cuts=1)
        source = "said = []\nfor n in (5, 6):\n    try:\n        said.append(pay(n))\n    except ToolError:\n        said.append('?')\nfinal_answer(said)"
        agent = scripted(
            code(source), tools=[bank.pay], checkpointer=InMemorySaver(), journal=journal, policy=Policy(ask=["pay"])
        )
        agent.invoke(ASKED, CONFIG)
        with pytest.raises(Cut):
            agent.invoke(APPROVE, CONFIG)
        state = agent.invoke(None, CONFIG)
        assert state["__interrupt__"][0].value["action_requests"][0]["args"] == {"amount": 6}
        assert agent.invoke(APPROVE, CONFIG)["structured_response"] == ["?", "paid 6"]

    async def test_async(self, scripted, journal):
        """The same on the event loop."""
        bank = Bank(cuts=1)
        source = "look(1)\ntry:\n    pay(5)\nexcept ToolError as error:\n    final_answer('?')"
        agent = scripted(code(source), tools=[bank.pay, bank.look], checkpointer=InMemorySaver(), journal=journal)
        with pytest.raises(Cut):
            await agent.ainvoke(ASKED, CONFIG)
        assert (await agent.ainvoke(None, CONFIG))["structured_response"] == "?"
        assert bank.paid == [-1, 5]


def lambda_of(bank):
    """Return a function of its own, which can carry a mark."""

    def pay(amount: int) -> str:
        """Pay an amount."""
        return bank.pay(amount)

    return pay


class TestReplay:
    def test_failures(self, scripted, journal):
        """A recorded failure is raised again, and the tool does not run again."""
        tries = []

        def shaky(n: int) -> int:
            """Fail."""
            tries.append(n)
            raise ValueError(f"no {n}")

        def ask(question: str) -> str:
            """Ask somebody."""
            return interrupt(question)

        source = "try:\n    shaky(1)\nexcept ValueError as error:\n    final_answer(str(error) + ask('why?'))"
        agent = scripted(code(source), tools=[shaky, ask], checkpointer=InMemorySaver(), journal=journal)
        agent.invoke(ASKED, CONFIG)
        assert agent.invoke(Command(resume=" so"), CONFIG)["structured_response"] == "no 1 so"
        assert tries == [1]

    def test_questions_of_tools(self, scripted, journal):
        """Answers that tools take themselves go to the tools that asked, also when some are replayed."""

        def ask(question: str) -> str:
            """Ask somebody."""
            return interrupt(question)

        source = "final_answer([ask('a'), ask('b'), pay(1), ask('c')])"
        agent = scripted(
            code(source), tools=[ask, Bank().pay], checkpointer=InMemorySaver(), journal=journal,
            policy=Policy(ask=["pay"]),
        )  # fmt: skip
        asked = []
        for given in (ASKED, *(Command(resume=answer) for answer in ("A", "B", {"type": "approve"}))):
            asked += [one.value for one in agent.invoke(given, CONFIG)["__interrupt__"]]
        assert agent.invoke(Command(resume="C"), CONFIG)["structured_response"] == ["A", "B", "paid 1", "C"]
        assert (asked[:2], asked[3]) == (["a", "b"], "c")

    def test_clock(self, scripted, journal):
        """A replay reads the times that the first run read."""
        source = (
            "import time\nfirst = time.time_ns()\npay(first % 1000)\npay(time.time_ns() % 1000)\nfinal_answer('same')"
        )
        agent = scripted(
            code(source), tools=[Bank().pay], checkpointer=InMemorySaver(), journal=journal, policy=Policy(ask=["pay"])
        )
        agent.invoke(ASKED, CONFIG)
        agent.invoke(APPROVE, CONFIG)
        assert agent.invoke(APPROVE, CONFIG)["structured_response"] == "same"

    def test_divergence(self, scripted, journal):
        """Code that asks for something else than before is an error that names both."""
        source = "things = {object() for _ in range(99)}\npay(id(things) % 10**9)\npay(2)"
        agent = scripted(
            code(source), tools=[Bank().pay], checkpointer=InMemorySaver(), journal=journal,
            policy=Policy(ask={"pay": lambda given: given["amount"] == 2}), executor="process",
        )  # fmt: skip
        agent.invoke(ASKED, CONFIG)
        with pytest.raises(Divergence, match=r"recorded pay\(.*asked pay\("):
            agent.invoke(APPROVE, CONFIG)

    def test_fork(self, scripted, journal):
        """A fork is a history of its own: its effects happen, and its approvals are asked for."""
        bank = Bank()
        agent = scripted(
            code("final_answer(pay(5))"), tools=[bank.pay], checkpointer=InMemorySaver(), journal=journal,
            policy=Policy(ask=["pay"]),
        )  # fmt: skip
        agent.invoke(ASKED, CONFIG)
        agent.invoke(APPROVE, CONFIG)
        before = next(state for state in agent.get_state_history(CONFIG) if state.next == ("act",))
        assert "__interrupt__" in agent.invoke(None, before.config)
        agent.invoke(APPROVE, CONFIG)
        assert bank.paid == [5, 5]

    def test_records_elsewhere(self, scripted):
        """A run that was paused where its records are not is refused, not begun again."""
        saver = InMemorySaver()
        settings = {"tools": [Bank().pay], "checkpointer": saver, "policy": Policy(ask=["pay"])}
        scripted(code("pay(5)"), **settings).invoke(ASKED, CONFIG)
        with pytest.raises(JournalError, match="knows nothing of it"):
            scripted(**settings).invoke(APPROVE, CONFIG)

    def test_another_process(self, scripted, tmp_path):
        """With a journal that lasts another agent goes on."""
        saver, bank = InMemorySaver(), Bank()
        settings = {
            "tools": [bank.pay, bank.look], "checkpointer": saver, "policy": Policy(ask=["pay"]),
            "journal": tmp_path / "journal.sqlite",
        }  # fmt: skip
        scripted(code("look(1)\nfinal_answer(pay(5))"), **settings).invoke(ASKED, CONFIG)
        assert scripted(**settings).invoke(APPROVE, CONFIG)["structured_response"] == "paid 5"
        assert bank.paid == [-1, 5]


class Outer(TypedDict):
    """State of a parent graph."""

    messages: list
    answers: Annotated[list, operator.add]


class TestPlaces:
    def test_subgraph(self, scripted, journal):
        """As a node of another graph: asked, answered, done once."""
        bank = Bank()
        source = "look(1)\nfinal_answer([pay(5), pay(6)])"
        agent = scripted(code(source), tools=[bank.pay, bank.look], journal=journal, policy=Policy(ask=["pay"]))
        graph = StateGraph(Outer)
        graph.add_node("agent", agent)
        graph.add_edge(START, "agent")
        parent = graph.compile(checkpointer=InMemorySaver())
        parent.invoke(ASKED, CONFIG)
        parent.invoke(APPROVE, CONFIG)
        parent.invoke(APPROVE, CONFIG)
        assert bank.paid == [-1, 5, 6]

    def test_fan_out(self, scripted, journal):
        """Under `Send` each branch has records and answers of its own."""
        bank = Bank()
        agents = [
            scripted(code(f"final_answer(pay({n}))"), "It was not to be.", tools=[bank.pay], journal=journal, policy=Policy(ask=["pay"]),
                     name=f"agent{n}")
            for n in (1, 2, 3)
        ]  # fmt: skip
        graph = StateGraph(Outer)
        for number, agent in enumerate(agents, 1):
            graph.add_node(f"agent{number}", answering(agent))
        graph.add_conditional_edges(START, lambda _: [Send(f"agent{n}", ASKED) for n in (1, 2, 3)])
        for number in (1, 2, 3):
            graph.add_edge(f"agent{number}", END)
        parent = graph.compile(checkpointer=InMemorySaver())
        paused = parent.invoke(ASKED, CONFIG)["__interrupt__"]
        asked = {one.value["action_requests"][0]["args"]["amount"]: one.id for one in paused}
        answers = {
            asked[1]: {"type": "approve"},
            asked[2]: {"type": "reject", "message": "no"},
            asked[3]: {"type": "edit", "edited_action": {"name": "pay", "args": {"amount": 33}}},
        }
        parent.invoke(Command(resume=answers), CONFIG)
        assert sorted(bank.paid) == [1, 33]

    @pytest.mark.parametrize("asks", ["inner", "outer"])
    def test_agent_in_code(self, scripted, journal, asks):
        """An agent called from code pauses with its own records; calls before and after it are made once."""
        bank = Bank()
        inner = scripted(
            code("look(1)\nfinal_answer(pay(5))"), code("final_answer(pay(6))"), tools=[bank.pay, bank.look],
            journal=journal, policy=Policy(ask=["pay"] if asks == "inner" else []), name="inner",
        )  # fmt: skip

        @resumable
        def clerk(task: str) -> str:
            """Let the clerk do it."""
            return inner.invoke({"messages": [("user", task)]})["structured_response"]

        agent = scripted(
            code("look(9)\nfinal_answer([clerk('a'), clerk('b'), pay(7)])"), tools=[clerk, bank.pay, bank.look],
            checkpointer=InMemorySaver(), journal=journal, policy=Policy(ask=["pay"] if asks == "outer" else []),
        )  # fmt: skip
        state = agent.invoke(ASKED, CONFIG)
        while "__interrupt__" in state:
            state = agent.invoke(APPROVE, CONFIG)
        assert state["structured_response"] == ["paid 5", "paid 6", "paid 7"]
        assert bank.paid == [-9, -1, 5, 6, 7]


def answering(agent):
    """Return a node that runs an agent and leaves no messages."""

    def node(state):
        return {"answers": [agent.invoke({"messages": state["messages"]})["structured_response"]]}

    return node


class TestLease:
    async def test_two_at_once(self, scripted, journal):
        """Of two that resume one run only one acts; the other is told who does."""
        bank, saver, entered, leave = Bank(), InMemorySaver(), asyncio.Event(), asyncio.Event()

        async def wait(n: int) -> int:
            """Wait."""
            entered.set()
            await leave.wait()
            return n

        settings = {"tools": [wait, bank.pay], "checkpointer": saver, "journal": journal, "policy": Policy(ask=["pay"])}
        first = scripted(code("final_answer([pay(1), wait(2)])"), **settings)
        await first.ainvoke(ASKED, CONFIG)
        running = asyncio.ensure_future(first.ainvoke(APPROVE, CONFIG))
        await entered.wait()
        with pytest.raises(ActionBusy, match="thread 't' is continued by"):
            await scripted(**settings).ainvoke(APPROVE, CONFIG)
        leave.set()
        assert (await running)["structured_response"] == ["paid 1", 2]
        assert bank.paid == [1]


class TestWarning:
    @pytest.mark.parametrize(
        ("saver", "durability", "lasting", "level"),
        [
            (None, None, True, "WARNING"),
            (InMemorySaver(), "exit", True, "WARNING"),
            (InMemorySaver(), "exit", False, "WARNING"),
            (None, None, False, "INFO"),
        ],
    )
    def test_nothing_to_resume(self, scripted, tmp_path, caplog, saver, durability, lasting, level):
        """Who keeps checkpoints or calls is warned, once, where a crash leaves nothing to resume from."""
        caplog.set_level("INFO", "codenode")
        replies = [code("final_answer(pay(1))")] * 2
        journal = tmp_path / "journal.sqlite" if lasting else None
        agent = scripted(*replies, tools=[Bank().pay], checkpointer=saver, journal=journal)
        for _ in range(2):
            agent.invoke(ASKED, CONFIG, durability=durability)
        said = [one.levelname for one in caplog.records if "calls pay again" in one.getMessage()]
        assert said == [level]

    @pytest.mark.parametrize(("saver", "durability"), [(None, None), (InMemorySaver(), "exit")])
    def test_nothing_to_do_twice(self, scripted, caplog, saver, durability):
        """Where every tool is idempotent nothing is said."""

        @idempotent
        def look(order: int) -> int:
            """Look something up."""
            return order

        caplog.set_level("INFO", "codenode")
        agent = scripted(code("final_answer(look(1))"), tools=[look], checkpointer=saver)
        agent.invoke(ASKED, CONFIG, durability=durability)
        assert "cut off" not in caplog.text
