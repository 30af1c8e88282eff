"""Calls that run together, at the gate: approvals, replays, pauses, spans, cancellation."""

import asyncio
import threading

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command, interrupt
from sample import asked, block

from codenode import Limits, Policy, open_session

CONFIG = {"configurable": {"thread_id": "t"}}
GATHER = """
import asyncio, time
started = time.time()
async def one(n):
    try:
        return await refund(n)
    except Exception as error:
        return str(error)
found = await asyncio.gather(one(1), refund(2), one(3), look(started > 0))
final_answer(found)
"""


@pytest.fixture
def done():
    """What the tools did."""
    return []


@pytest.fixture
def tools(done):
    """A tool to ask about, and one that runs."""

    def refund(order: int) -> int:
        """Pay back."""
        done.append(order)
        return order * 10

    def look(known: object) -> str:
        """Look."""
        done.append("look")
        return str(known)

    return [refund, look]


class TestApprovals:
    def test_asked_at_once(self, scripted, tools, done):
        """All calls of a `gather` are asked about in one request; each answer reaches its own call, once."""
        agent = scripted(
            block(GATHER), tools=tools, policy=Policy(ask=["refund"]), checkpointer=InMemorySaver(), name="pay"
        )
        request = agent.invoke(asked(), CONFIG)["__interrupt__"][0].value
        assert [action["args"] for action in request["action_requests"]] == [{"order": n} for n in (2, 1, 3)]
        assert done == ["look"]
        answers = [
            {"type": "approve"},
            {"type": "reject", "message": "no"},
            {"type": "edit", "edited_action": {"name": "refund", "args": {"order": 7}}},
        ]
        resume = Command(resume={"approval_id": request["approval_id"], "decisions": answers})
        state = agent.invoke(resume, CONFIG)
        assert state["structured_response"] == ["refund() was rejected: no", 20, 70, "True"]
        assert sorted(done[1:]) == [2, 7]

    async def test_asked_at_once_async(self, scripted, tools, done):
        """The same on an event loop, with `parallel`."""
        code = "final_answer(parallel(refund, [1, 2], return_exceptions=False))"
        agent = scripted(block(code), tools=tools, policy=Policy(ask=["refund"]), checkpointer=InMemorySaver())
        request = (await agent.ainvoke(asked(), CONFIG))["__interrupt__"][0].value
        answers = [{"type": "approve"}] * 2
        resume = Command(resume={"approval_id": request["approval_id"], "decisions": answers})
        state = await agent.ainvoke(resume, CONFIG)
        assert (state["structured_response"], sorted(done)) == ([10, 20], [1, 2])


class TestPauses:
    def test_others_end_first(self, scripted, done):
        """A tool that pauses lets those that run beside it end; on resume they are not run again."""
        beside = threading.Event()

        def pause(question: str) -> str:
            """Ask."""
            beside.wait(5)
            return interrupt(question)

        def work(number: int) -> int:
            """Work."""
            done.append(number)
            beside.set()
            return number

        code = "import asyncio\nfinal_answer(await asyncio.gather(work(1), pause('?'), work(2)))"
        agent = scripted(block(code), tools=[pause, work], checkpointer=InMemorySaver())
        assert agent.invoke(asked(), CONFIG)["__interrupt__"][0].value == "?"
        assert sorted(done) == [1, 2]
        assert agent.invoke(Command(resume="yes"), CONFIG)["structured_response"] == [1, "yes", 2]
        assert sorted(done) == [1, 2]


class TestSpans:
    @pytest.mark.parametrize("host", ["invoke", "ainvoke"])
    async def test_children_of_the_action(self, scripted, captured, tools, host):
        """Each tool's span is a child of the action's, whichever thread or task ran it."""
        agent = scripted(block("final_answer(parallel(refund, [1, 2, 3]))"), tools=tools)
        if host == "invoke":
            await asyncio.to_thread(agent.invoke, asked())
        else:
            await agent.ainvoke(asked())
        (action,) = captured.named("execute_tool python")
        calls = captured.named("execute_tool refund")
        assert [span.parent.span_id for span in calls] == [action.context.span_id] * 3
        assert len({span.attributes["gen_ai.tool.call.id"] for span in calls}) == 3


class TestCancellation:
    async def test_all_are_cancelled(self):
        """Cancelling a run cancels the tools that run together, and waits for their end."""
        begun, ended = asyncio.Barrier(4), []

        async def wait(number: int) -> None:
            """Wait."""
            try:
                await begun.wait()
                await asyncio.sleep(60)
            finally:
                ended.append(number)

        with open_session(tools=[wait], limits=Limits(seconds=10)) as session:
            run = asyncio.create_task(session.arun("parallel(wait, [1, 2, 3])"))
            await begun.wait()
            run.cancel()
            with pytest.raises(asyncio.CancelledError):
                await run
            assert sorted(ended) == [1, 2, 3]
