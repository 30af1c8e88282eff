"""Tools that steer the graph end their action; several of one request are all heard."""

import operator
from typing import Annotated

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Command, Send
from sample import asked, block
from typing_extensions import TypedDict

from codenode import ConfigurationError, create_code_agent, create_handoff_tool
from codenode.testing import ScriptedModel


class Noted(TypedDict):
    """A key of the developer's."""

    notes: Annotated[list, operator.add]


def note(text: str) -> Command:
    """Write a note."""
    return Command(update={"notes": [text], "messages": [("ai", f"noted {text}")]})


def built(*replies, tools=(note,), **settings):
    """Return an agent and its model."""
    model = ScriptedModel(replies)
    return create_code_agent(model, list(tools), state_schema=Noted, **settings), model


class TestTogether:
    @pytest.mark.parametrize(
        "code",
        [
            "parallel(note, ['a', 'b', 'c'])",
            "import asyncio\nawait asyncio.gather(*[note(text) for text in 'abc'])",
        ],
        ids=["parallel", "gather"],
    )
    @pytest.mark.parametrize("executor", ["auto", "inprocess"])
    def test_all_heard(self, code, executor):
        """The updates of calls that run together are all written, in the order of the calls."""
        agent, _ = built(block(code), "done", executor=executor, checkpointer=InMemorySaver())
        state = agent.invoke(asked(), {"configurable": {"thread_id": "t"}})
        assert state["notes"] == ["a", "b", "c"]
        assert [message.text for message in state["messages"][1:]] == ["noted a", "noted b", "noted c", "done"]

    def test_told(self):
        """The model hears what ended its action."""
        agent, model = built(block("print('before')\nnote('a')\nprint('after')"), "done")
        assert agent.invoke(asked())["notes"] == ["a"]
        told = "\n".join(message.text for message in model.prompts[1])
        assert "before\n[note() ended this action: nothing after the call ran]" in told

    def test_two_places(self):
        """Two hand-overs to different agents: one of them holds, and the parent goes there alone."""
        hands = [create_handoff_tool(agent_name=name) for name in ("left", "right")]
        code = "import asyncio\nawait asyncio.gather(transfer_to_left('x'), transfer_to_right('y'))"
        agent, _ = built(block(code), tools=hands)
        seen = []
        graph = StateGraph(MessagesState)
        graph.add_node("agent", agent)
        for name in ("left", "right"):
            graph.add_node(name, lambda _, name=name: seen.append(name))
        graph.add_edge(START, "agent")
        graph.compile().invoke(asked())
        assert seen in (["left"], ["right"])


class TestGoto:
    @pytest.mark.parametrize("driver", ["sync", "async"])
    @pytest.mark.parametrize("goto", ["nowhere", "conclude", ["think"], Send("act", {}), ["think", END]], ids=str)
    async def test_node_of_the_agent(self, goto, driver):
        """A goto that could not be followed is the developer's to mend, and says what works."""

        def jump() -> Command:
            """Jump."""
            return Command(goto=goto)

        agent, _ = built(block("jump()"), "went on", tools=[jump])
        with pytest.raises(ConfigurationError, match=r"goto=.*graph=Command\.PARENT .* or goto=END"):
            _ = agent.invoke(asked()) if driver == "sync" else await agent.ainvoke(asked())

    @pytest.mark.parametrize("goto", [END, (END,), [END]], ids=str)
    def test_end(self, goto):
        """END ends the run, however it is written."""

        def stop() -> Command:
            """Stop."""
            return Command(goto=goto, update={"notes": ["stopped"]})

        agent, model = built(block("stop()"), tools=[stop])
        state = agent.invoke(asked())
        assert (state["notes"], len(model.prompts)) == (["stopped"], 1)
