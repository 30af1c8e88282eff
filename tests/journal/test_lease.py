"""One run of a thread at a time: who follows a run that nobody waits for any more waits for its end."""

import asyncio
import threading

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph
from sample import asked, block, waiting

from codenode import ActionBusy, MemoryJournal, SqliteJournal, create_code_agent
from codenode.effects import adrive
from codenode.journal.entries import Scope
from codenode.journal.lease import opened
from codenode.testing import ScriptedModel

CONFIG = {"configurable": {"thread_id": "t"}}
SCOPE = Scope(thread="t", task="a")


class Graph:
    """An agent whose tool waits the first time, alone or within another graph."""

    def __init__(self, journal, *, nested):
        self.reached = asyncio.Event()

        saver = InMemorySaver()
        self.whole = agent = create_code_agent(
            ScriptedModel([block("final_answer(wait(7))"), "so be it"]), [waiting(self.reached)], journal=journal,
            checkpointer=None if nested else saver, name="worker",
        )  # fmt: skip
        if nested:
            around = StateGraph(MessagesState).add_node("worker", agent).add_edge(START, "worker")
            self.whole = around.compile(checkpointer=saver)

    async def left(self):
        """Leave a stream of it in the middle of the action, without closing it."""
        async for _, event in self.whole.astream(asked(), CONFIG, stream_mode="custom", subgraphs=True):
            if event["type"] == "call":
                await self.reached.wait()
                break

    async def said(self, given):
        """Run it; return the last message."""
        return (await self.whole.ainvoke(given, CONFIG))["messages"][-1].text


@pytest.fixture(params=["memory", "sqlite"])
def journal(request, tmp_path):
    """Each journal that needs no server."""
    return MemoryJournal() if request.param == "memory" else SqliteJournal(tmp_path / "journal.sqlite")


@pytest.fixture(params=[False, True], ids=["alone", "nested"])
def graph(request, journal):
    """The graph at both places."""
    return Graph(journal, nested=request.param)


class TestFollowing:
    async def test_a_stream_that_was_left(self, graph):
        """Who leaves a stream without closing it may go on with the thread at once."""
        await graph.left()
        assert await graph.said(None) == "7"

    async def test_a_new_turn(self, graph):
        """So may who begins another turn."""
        await graph.left()
        assert await graph.said(asked("and now?")) == "so be it"

    async def test_a_task_that_was_cancelled(self, graph):
        """So may who cancels a run and does not wait for its end."""
        task = asyncio.create_task(graph.whole.ainvoke(asked(), CONFIG))
        await graph.reached.wait()
        task.cancel()
        assert await graph.said(None) == "7"
        assert task.cancelled()

    async def test_a_stream_that_is_held(self, tmp_path):
        """A run that somebody still reads has the thread: a second one is refused."""
        graph = Graph(SqliteJournal(tmp_path / "journal.sqlite"), nested=False)
        stream = graph.whole.astream(asked(), CONFIG, stream_mode="custom")
        await anext(stream)
        with pytest.raises(ActionBusy):
            await graph.said(None)
        await stream.aclose()


class Slow(SqliteJournal):
    """A journal that opens when it is let."""

    def __init__(self, path):
        super().__init__(path)
        self.begun, self.let = threading.Event(), threading.Event()

    def open(self, scope):
        """Wait, and open."""
        self.begun.set()
        self.let.wait()
        return super().open(scope)


class TestOpened:
    async def test_too_late(self, tmp_path):
        """A lease that comes when its taker was cancelled is given back."""
        journal = Slow(tmp_path / "journal.sqlite")
        task = asyncio.create_task(adrive(opened(journal, SCOPE)))
        await asyncio.to_thread(journal.begun.wait)
        task.cancel()
        await asyncio.sleep(0)
        journal.let.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert journal.open(SCOPE)[0] == 2
