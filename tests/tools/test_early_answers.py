"""An answer is for the question its giver was shown: one that was there before the question is not applied."""

import json
import signal
import subprocess
import sys
from contextlib import asynccontextmanager
from functools import partial

import early
import pytest
from early import ASKED, CONFIG, Bank, Cut, around, built, sampled
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.types import Command, interrupt

APPROVE = Command(resume={"type": "approve"})


@pytest.fixture
def bank():
    """The tools of a test."""
    return Bank()


class Driver:
    """Runs a graph, and opens its checkpoints."""

    def __init__(self, kind):
        self.kind = kind

    async def __call__(self, graph, given, **options):
        """Run it."""
        if self.kind == "sync":
            return graph.invoke(given, CONFIG, **options)
        return await graph.ainvoke(given, CONFIG, **options)

    @asynccontextmanager
    async def opened(self, folder):
        """Open them."""
        place = str(folder / "checkpoints.sqlite")
        if self.kind == "sync":
            with SqliteSaver.from_conn_string(place) as saver:
                yield saver
        else:
            async with AsyncSqliteSaver.from_conn_string(place) as saver:
                yield saver


@pytest.fixture(params=["sync", "async"])
def ran(request):
    """Either driver."""
    return Driver(request.param)


def request_of(state):
    """Return what a paused run asks."""
    return state["__interrupt__"][0].value


def amount_of(state):
    """Return the amount somebody is asked about."""
    return request_of(state)["action_requests"][0]["args"]["amount"]


class TestBeforeTheQuestion:
    @pytest.mark.parametrize("durability", ["async", "sync", "exit"])
    @pytest.mark.parametrize("place", [{"interrupt_before": ["act"]}, {"interrupt_after": ["think"]}], ids=str)
    async def test_breakpoint(self, bank, ran, place, durability):
        """A run that stands at a breakpoint asks nothing yet: what goes on from there with an answer is asked."""
        agent = built(bank, "pay(5)\npay(6)\nfinal_answer('done')", **place)
        run = partial(ran, agent, durability=durability)
        await run(ASKED)
        state = await run(APPROVE)
        assert (amount_of(state), bank.paid) == (5, [])
        assert "older than this question" in request_of(state)["problem"]
        assert (amount_of(await run(None)), bank.paid) == (5, [])
        assert (amount_of(await run(APPROVE)), bank.paid) == (6, [5])
        await run(APPROVE)
        assert bank.paid == [5, 6]

    @pytest.mark.parametrize("durability", ["async", "exit"])
    async def test_breakpoint_around(self, bank, ran, durability):
        """The same where the breakpoint is the parent's, and the action is not even written."""
        graph = around(built(bank, "pay(5)\nfinal_answer('done')", nested=True)).compile(
            checkpointer=InMemorySaver(), interrupt_before=["agent"]
        )
        run = partial(ran, graph, durability=durability)
        await run(ASKED)
        assert (amount_of(await run(APPROVE)), bank.paid) == (5, [])
        await run(APPROVE)
        assert bank.paid == [5]

    @pytest.mark.parametrize("nested", [False, True])
    async def test_cut_off(self, bank, ran, nested):
        """A second click that finds a run which was cut off before it asked approves nothing."""
        agent = built(bank, "look(1)\npay(5)\nfinal_answer('done')", nested=nested)
        with pytest.raises(Cut):
            await ran(agent, ASKED)
        state = await ran(agent, APPROVE)
        while "__interrupt__" not in state:
            state = await ran(agent, None)
        assert bank.paid == []

    async def test_nothing_kept(self, bank, ran):
        """With `checkpointer=False` the model is asked anew: another call than the one that was shown is asked about."""
        sources = [f"pay({amount})\nfinal_answer('done')" for amount in (5, 500, 500)]
        graph = around(built(bank, *sources, checkpointer=False)).compile(checkpointer=InMemorySaver())
        await ran(graph, ASKED)
        assert (amount_of(await ran(graph, APPROVE)), bank.paid) == (500, [])
        await ran(graph, APPROVE)
        assert bank.paid == [500]


class TestNobodyAnswered:
    @pytest.mark.parametrize("nested", [False, True])
    async def test_went_on(self, bank, ran, nested):
        """LangGraph keeps the last answer with the checkpoint; a run that goes on without one does not take it."""
        agent = built(bank, "pay(5)\npay(6)\nfinal_answer('done')", nested=nested)
        await ran(agent, ASKED)
        await ran(agent, APPROVE)
        assert (amount_of(await ran(agent, None)), bank.paid) == (6, [5])
        await ran(agent, APPROVE)
        assert bank.paid == [5, 6]

    async def test_answer_of_a_node(self, bank, ran):
        """What a function asked before it calls the agent is not answered once more with the agent's question."""
        agent = built(bank, "pay(5)\nfinal_answer('done')", nested=True)

        def node(state):
            interrupt("go on?")
            return agent.invoke({"messages": state["messages"]})

        graph = around(node).compile(checkpointer=InMemorySaver())
        await ran(graph, ASKED)
        assert amount_of(await ran(graph, APPROVE)) == 5
        assert (amount_of(await ran(graph, None)), bank.paid) == (5, [])
        await ran(graph, APPROVE)
        assert bank.paid == [5]

    async def test_tool_that_asks_twice(self, bank, ran):
        """Of a tool that asks itself each question needs an answer of its own."""
        agent = built(bank, "final_answer(confirm('a', 'b'))")
        await ran(agent, ASKED)
        assert request_of(await ran(agent, Command(resume="A"))) == "b"
        assert request_of(await ran(agent, None)) == "b"
        assert (await ran(agent, Command(resume="B")))["structured_response"] == "AB"

    async def test_tool_then_call(self, bank, ran):
        """A tool's own answer, taken before the process died, does not approve the call after it."""
        agent = built(bank, "confirm('sure?')\nlook(1)\npay(5)\npay(6)\nfinal_answer('done')")
        await ran(agent, ASKED)
        with pytest.raises(Cut):
            await ran(agent, APPROVE)
        assert (amount_of(await ran(agent, None)), bank.paid) == (5, [])
        assert (amount_of(await ran(agent, APPROVE)), bank.paid) == (6, [5])
        await ran(agent, APPROVE)
        assert bank.paid == [5, 6]


class TestKilled:
    """A child process is killed when it has asked, before LangGraph stores it; the model samples."""

    async def test_other_action(self, bank, ran, tmp_path):
        """With `durability="exit"` the model is asked anew, and its new call is asked about."""
        killed(tmp_path, "agent", 1)
        async with ran.opened(tmp_path) as saver:
            graph = sampled(saver, tmp_path, "agent", 2, bank)
            state = await ran(graph, APPROVE, durability="exit")
            assert (amount_of(state), bank.paid) == (2, [])
            await ran(graph, APPROVE, durability="exit")
        assert bank.paid == [2]

    @pytest.mark.parametrize("labelled", [False, True])
    async def test_same_action(self, bank, ran, tmp_path, labelled):
        """Where the action was stored, an answer with the question's id is taken; one without is asked for again."""
        request = killed(tmp_path, "act", 1)
        answer = {"type": "approve"} | ({"approval_id": request["approval_id"]} if labelled else {})
        async with ran.opened(tmp_path) as saver:
            state = await ran(sampled(saver, tmp_path, "act", 2, bank), Command(resume=answer), durability="exit")
        assert (bank.paid, "__interrupt__" in state) == (([1], False) if labelled else ([], True))


def killed(folder, place, amount):
    """Run in a process that is killed when it has asked; return the question, where it was seen."""
    child = subprocess.run(
        [sys.executable, early.__file__, str(folder), place, str(amount)], capture_output=True, check=False, text=True
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    return json.loads(child.stdout or "{}")
