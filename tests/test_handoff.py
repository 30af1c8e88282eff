"""Agents work for one another: as tools, and by handing the conversation over."""

import pytest
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Command

from codenode import ConfigurationError, Policy, create_handoff_tool
from codenode.testing.scripted_model import code

ASKED = {"messages": [("user", "go")]}
CONFIG = {"configurable": {"thread_id": "t"}}


class Team(MessagesState):
    """State of a team."""

    active_agent: str


def team(*agents):
    """Return a graph of agents that hand over to one another."""
    graph = StateGraph(Team)
    for agent in agents:
        graph.add_node(agent.name, agent, destinations=tuple(other.name for other in agents))
        graph.add_edge(agent.name, END)
    graph.add_conditional_edges(START, lambda state: state.get("active_agent") or agents[0].name)
    return graph.compile(checkpointer=InMemorySaver())


class TestAsTool:
    def test_answer(self, scripted):
        """The result is the agent's answer as data, with sync and async hosts."""
        clerk = scripted(code("final_answer([double(2), 'x'])"), name="clerk").as_tool(description="Doubles.")
        assert clerk.args == {"task": {"title": "Task", "type": "string"}}
        agent = scripted(code("final_answer(clerk('do it')[0] + 1)"), tools=[clerk])
        assert agent.invoke(ASKED)["structured_response"] == 5

    async def test_async(self, scripted):
        """The same on the event loop."""
        clerk = scripted(code("final_answer(4)"), name="clerk").as_tool(description="Counts.")
        agent = scripted(code("final_answer(await clerk('do it'))"), tools=[clerk])
        assert (await agent.ainvoke(ASKED))["structured_response"] == 4

    def test_unfinished(self, scripted):
        """An agent that could not finish raises in the code that called it."""
        clerk = scripted(*[code("x = 1")] * 30, name="clerk").as_tool(description="Counts.")
        agent = scripted(
            code("try:\n    clerk('x')\nexcept RuntimeError as error:\n    final_answer(str(error))"), tools=[clerk]
        )
        assert "clerk() could not finish (steps)" in agent.invoke(ASKED)["structured_response"]

    def test_without_description(self, scripted):
        """A tool says what it is good for."""
        with pytest.raises(ConfigurationError, match="needs a description"):
            scripted("x", name="clerk").as_tool()

    def test_task_alone(self, scripted):
        """A schema of its own is refused with what to do instead."""
        with pytest.raises(ConfigurationError, match="takes `task` alone"):
            scripted("x", name="clerk").as_tool(arg_types={"n": int}, description="Counts.")


class TestHandoff:
    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_over_and_back(self, scripted, driver):
        """The call ends the action; the parent goes on at the other agent, which sees the conversation."""
        front = scripted(
            code("x = double(4)\ntransfer_to_back(f'add to {x}')\nbroken('never reached')"), name="front",
            tools=[tool_double(), create_handoff_tool(agent_name="back")],
        )  # fmt: skip
        back = scripted("Nine.", name="back")
        graph = team(front, back)
        last = graph.invoke(ASKED, CONFIG) if driver == "sync" else await graph.ainvoke(ASKED, CONFIG)
        told = [(message.name, message.text) for message in last["messages"]]
        made = "Before I handed over, I called: double"
        assert told == [(None, "go"), ("front", made), ("front", "Handing over to back: add to 8"), ("back", "Nine.")]
        assert last["active_agent"] == "back"

    def test_second_turn(self, scripted):
        """The next turn begins where the last one ended."""
        front = scripted(code("transfer_to_back('x')"), name="front", tools=[create_handoff_tool(agent_name="back")])
        graph = team(front, scripted("One.", "Two.", name="back"))
        graph.invoke(ASKED, CONFIG)
        assert graph.invoke(ASKED, CONFIG)["messages"][-1].text == "Two."

    def test_alone(self, scripted):
        """Without a parent graph there is nobody to hand over to, and the code is told."""
        source = "try:\n    transfer_to_back('x')\nexcept RuntimeError as error:\n    final_answer(str(error))"
        agent = scripted(code(source), tools=[create_handoff_tool(agent_name="back")])
        assert "nobody to hand over to" in agent.invoke(ASKED)["structured_response"]

    @pytest.mark.parametrize("given", ["", " "])
    def test_no_name(self, given):
        """A tool that names nobody to hand over to is refused when it is made."""
        with pytest.raises(ConfigurationError, match="names no agent; give the name of the parent graph's node"):
            create_handoff_tool(agent_name=given)

    def test_after_approval(self, scripted):
        """A handing over may be asked about like any call."""
        front = scripted(
            code("transfer_to_back('x')"), name="front", tools=[create_handoff_tool(agent_name="back")],
            policy=Policy(ask=["transfer_to_back"]),
        )  # fmt: skip
        graph = team(front, scripted("Done.", name="back"))
        graph.invoke(ASKED, CONFIG)
        assert graph.invoke(Command(resume={"type": "approve"}), CONFIG)["messages"][-1].text == "Done."

    def test_update_of_its_own(self, scripted):
        """A command without a graph updates the agent's state, and ends the action."""

        @tool
        def note() -> Command:
            """Remember that paying is allowed."""
            return Command(update={"remembered": ["pay"]})

        agent = scripted(code("note()\nbroken('never')"), "Noted.", tools=[note], checkpointer=InMemorySaver())
        agent.invoke(ASKED, CONFIG)
        assert agent.get_state(CONFIG).values["remembered"] == ["pay"]


def tool_double():
    """Return the doubling tool."""

    def double(number: int) -> int:
        """Double a number."""
        return number * 2

    return double
