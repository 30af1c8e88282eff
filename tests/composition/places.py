"""Where a code agent can stand: a graph around the same agent, for each way to put agents together."""

import operator
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeMessagesListChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Overwrite, Send
from sample import QUICK, block, double

from codenode import create_code_agent, create_handoff_tool
from codenode.testing import ScriptedModel

NAME = "analyst"
OWN = "the parent's own"
SECRETS = {"steps": [OWN], "status": OWN, "action": OWN, "usage": {OWN: 1}, "plan": [OWN], "seed": 7}
"""Keys of a parent graph that the agent has, too."""


class Host(MessagesState, total=False):
    """State of a parent graph with keys of the agent's names."""

    steps: list[str]
    status: str
    action: str
    usage: dict[str, int]
    plan: list[str]
    seed: int


class Caller(FakeMessagesListChatModel):
    """A chat model that plays messages in a circle, calls of tools among them."""

    def bind_tools(self, tools: Any, **_: Any) -> "Caller":
        """Take the tools; which are called is in the script."""
        return self

    def _generate(self, *given: Any, **options: Any) -> Any:
        made = super()._generate(*given, **options)
        made.generations[0].message = made.generations[0].message.model_copy(update={"id": None})
        return made


def two_steps(prompt: list[BaseMessage]) -> str:
    """Compute in one step, answer in the next one; a variable of an earlier run would change the answer."""
    assert not [message for message in prompt if OWN in message.text]
    if prompt[-1].text.startswith("Observation:"):
        return block("final_answer(x)", "I answer.")
    return block("try:\n    x = x + double(21)\nexcept NameError:\n    x = double(21)\nprint('working')", "I compute.")


def analyst(tools: Any = (double,), **settings: Any) -> Any:
    """Return the agent."""
    return create_code_agent(ScriptedModel(two_steps), tools, name=NAME, limits=QUICK, **settings)


def calls(tool: str, **arguments: Any) -> Caller:
    """Return a model that calls a tool and then says that it is done, again and again."""
    wanted = {"name": tool, "args": arguments, "id": "c1", "type": "tool_call"}
    return Caller(responses=[AIMessage("", tool_calls=[wanted]), AIMessage("Done.")])


def root() -> Any:
    """Stand alone."""
    return analyst(checkpointer=InMemorySaver())


def _around(node: Any) -> StateGraph[Any]:
    graph = StateGraph(Host)
    graph.add_node("before", lambda state: dict(SECRETS))
    graph.add_node("inner", node)
    graph.add_edge(START, "before")
    graph.add_edge("before", "inner")
    graph.add_edge("inner", END)
    return graph


def node() -> Any:
    """Be a node of a parent graph."""
    return _around(analyst()).compile(checkpointer=InMemorySaver())


def two_deep() -> Any:
    """Be a node of a node of a parent graph."""
    return _around(_around(analyst()).compile()).compile(checkpointer=InMemorySaver())


def called_in_a_node() -> Any:
    """Be called by a function that is a node."""
    agent = analyst()

    def call(state: Host) -> dict[str, Any]:
        return {"messages": agent.invoke({"messages": state["messages"]})["messages"][-1:]}

    return _around(call).compile(checkpointer=InMemorySaver())


def fan_out() -> Any:
    """Be eight branches of one superstep."""

    class Many(Host, total=False):
        answers: Annotated[list[object], operator.add]

    graph = StateGraph(Many)
    graph.add_node("before", lambda state: {**SECRETS, "answers": Overwrite([])})
    graph.add_node("branch", analyst() | (lambda out: {"answers": [out["structured_response"]]}))
    graph.add_node("after", lambda state: {"messages": [AIMessage(str(one), name=NAME) for one in state["answers"]]})
    graph.add_edge(START, "before")
    graph.add_conditional_edges(
        "before", lambda state: [Send("branch", {"messages": [HumanMessage(str(n))]}) for n in range(8)], ["branch"]
    )
    graph.add_edge("branch", "after")
    graph.add_edge("after", END)
    return graph.compile(checkpointer=InMemorySaver())


def hierarchy() -> Any:
    """Be called as a function by an agent that is called as a function by an agent."""
    tool = analyst().as_tool(description="Computes.")
    middle = create_code_agent(
        ScriptedModel(lambda _: block("final_answer(analyst('compute'))")), [tool], name="middle", limits=QUICK
    )
    return create_code_agent(
        ScriptedModel(lambda _: block("final_answer(middle('compute'))")),
        [middle.as_tool(description="Asks.")],
        name=NAME,
        limits=QUICK,
        checkpointer=InMemorySaver(),
    )


def supervised() -> Any:
    """Be an agent of the supervisor package."""
    package = pytest.importorskip("langgraph_supervisor")
    graph = package.create_supervisor([analyst()], model=calls(f"transfer_to_{NAME}"))
    return graph.compile(checkpointer=InMemorySaver())


def supervised_whole() -> Any:
    """Be an agent of the supervisor package that takes over all messages."""
    package = pytest.importorskip("langgraph_supervisor")
    graph = package.create_supervisor([analyst()], model=calls(f"transfer_to_{NAME}"), output_mode="full_history")
    return graph.compile(checkpointer=InMemorySaver())


def swarm() -> Any:
    """Be an agent of the swarm package, that another one hands over to."""
    package = pytest.importorskip("langgraph_swarm")
    front = create_code_agent(
        ScriptedModel(lambda _: block(f"transfer_to_{NAME}('compute')")),
        [create_handoff_tool(agent_name=NAME)],
        name="front",
        limits=QUICK,
    )
    graph = package.create_swarm([front, analyst()], default_active_agent="front")
    return graph.compile(checkpointer=InMemorySaver())


def deep() -> Any:
    """Be a compiled subagent of deepagents."""
    package = pytest.importorskip("deepagents")
    asked = calls("task", description="compute", subagent_type=NAME)
    spec = package.CompiledSubAgent(name=NAME, description="Computes.", runnable=analyst())
    return package.create_deep_agent(model=asked, subagents=[spec], checkpointer=InMemorySaver())


def tool() -> Any:
    """Be a tool of LangChain's agent."""
    package = pytest.importorskip("langchain.agents")
    offered = analyst().as_tool(description="Computes.")
    return package.create_agent(calls(NAME, task="compute"), [offered], checkpointer=InMemorySaver())


PLACES: dict[str, Callable[[], Any]] = {
    place.__name__: place
    for place in (
        root, node, two_deep, called_in_a_node, fan_out, hierarchy, supervised, supervised_whole, swarm, deep, tool,
    )
}  # fmt: skip
