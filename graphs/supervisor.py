"""A coordinator hands work to specialists, who come back to it, and answers when it has what it needs.

    START ─▶ coordinator ─▶ END
               │     ▲
     hand over ▼     │ come back
          analyst, writer            both have the tool `sales`

When to use it: the work needs several skills in an order that nobody knows before.
"""

from langchain_core.language_models import BaseChatModel
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer

from codenode import Budget, create_code_agent, create_handoff_tool, served

SALES = {"January": 1200, "February": 900, "March": 1500}
COORDINATOR = (
    "You lead an analyst, who computes, and a writer, who writes. Hand over one piece of work at a time and say "
    "what it is. What they found comes back as a message. When the task is done, answer it yourself."
)
ROUNDS = 20
"""Nodes that may run in one turn: a coordinator that never answers ends here."""


def sales() -> dict[str, int]:
    """Return the sales of each month, in euros."""
    return SALES


def build(
    model: BaseChatModel | str = "local", *, checkpointer: Checkpointer = None
) -> CompiledStateGraph[MessagesState]:
    """Return the graph."""
    few = Budget(steps=8)
    specialists = {
        "analyst": create_code_agent(
            model, [sales], name="analyst", system_prompt="You compute what was handed over to you.", budget=few
        ),
        "writer": create_code_agent(
            model, [sales], name="writer", system_prompt="You write what was handed over to you.", budget=few
        ),
    }
    handoffs = [create_handoff_tool(agent_name=name) for name in specialists]
    coordinator = create_code_agent(model, handoffs, name="coordinator", system_prompt=COORDINATOR, budget=few)
    drawn = StateGraph(MessagesState)
    drawn.add_node("coordinator", coordinator, destinations=tuple(specialists))
    drawn.add_edge(START, "coordinator")
    drawn.add_edge("coordinator", END)
    for name, specialist in specialists.items():
        drawn.add_node(name, specialist)
        drawn.add_edge(name, "coordinator")
    team = drawn.compile(checkpointer=checkpointer, name="supervisor")
    return team.with_config(recursion_limit=ROUNDS)


graph = served(build)
