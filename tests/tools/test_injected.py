"""Tools get what the graph has: state, store, context, the call's id; the model sees none of it."""

from typing import Annotated

import pytest
from langchain_core.tools import InjectedToolCallId, tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph.message import AnyMessage
from langgraph.prebuilt import InjectedState, InjectedStore, ToolRuntime
from langgraph.store.memory import InMemoryStore
from langgraph.types import Command

from codenode import Policy
from codenode.testing.scripted_model import code


@tool
def whole(n: int, state: Annotated[dict, InjectedState]) -> str:
    """Read the state."""
    return f"{n} {state['messages'][0].text}"


@tool
def part(messages: Annotated[list[AnyMessage], InjectedState("messages")]) -> int:
    """Count the messages."""
    return len(messages)


@tool
def noted(key: str, store: Annotated[object, InjectedStore()]) -> str:
    """Look into the store."""
    return store.get(("notes",), key).value["text"]


@tool
def called(text: str, call: Annotated[str, InjectedToolCallId]) -> str:
    """Say which call it is."""
    return f"{text} {call}"


def running(runtime: ToolRuntime) -> list:
    """See the runtime."""
    return [runtime.store is not None, runtime.tool_call_id, len(runtime.state["messages"])]


async def waiting(n: int, runtime: ToolRuntime) -> list:
    """See the runtime on the event loop."""
    return [n, runtime.config["metadata"]["langgraph_node"]]


ASKED = {"messages": [("user", "hello")]}


@pytest.fixture
def store():
    """A store with a note."""
    made = InMemoryStore()
    made.put(("notes",), "a", {"text": "found"})
    return made


class TestInjected:
    @pytest.mark.parametrize(
        ("given", "source", "answer"),
        [
            (whole, "whole(1)", "1 hello"),
            (part, "part()", 1),
            (noted, "noted('a')", "found"),
            (called, "called('it is')[:8]", "it is a0"),
            (running, "[running()[0], running()[2]]", [True, 1]),
            (waiting, "await waiting(3)", [3, "act"]),
        ],
        ids=lambda value: getattr(value, "name", None),
    )
    async def test_filled(self, scripted, store, given, source, answer):
        """Each kind is filled in, with sync and async hosts."""
        for driver in ("sync", "async"):
            agent = scripted(code(f"final_answer({source})"), tools=[given], store=store)
            last = agent.invoke(ASKED) if driver == "sync" else await agent.ainvoke(ASKED)
            found = last["structured_response"]
            assert found == answer or (given is called and found[:7] == answer[:7])

    def test_asked_about(self, scripted):
        """Somebody can be asked about a tool that wants the state: what is filled in is no argument of the call."""
        agent = scripted(
            code("final_answer(whole(1))"), tools=[whole], policy=Policy(ask=["whole"]), checkpointer=InMemorySaver()
        )
        thread = {"configurable": {"thread_id": "t"}}
        (request,) = agent.invoke(ASKED, thread)["__interrupt__"][0].value["action_requests"]
        assert request["args"] == {"n": 1}
        assert agent.invoke(Command(resume={"type": "approve"}), thread)["structured_response"] == "1 hello"

    def test_unseen(self, scripted):
        """The model sees none of it, and code cannot pass it."""
        agent = scripted(code("whole(1, state={'messages': []})"), "I give up.", tools=[whole])
        steps = [chunk["act"]["steps"][0] for chunk in agent.stream(ASKED, stream_mode="updates") if "act" in chunk]
        assert "unexpected argument 'state'" in steps[0]["observation"]["fault"]["message"]
        assert "state" not in steps[0]["observation"]["fault"]["message"].partition("it is ")[2]
