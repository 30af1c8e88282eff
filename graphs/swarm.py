"""Agents hand the conversation to one another; the next turn begins with whoever had it last.

                           ┌─▶ sales ────▶ END
    START ─▶ active_agent? ┤     ▲ ▼  hand over
                           └─▶ support ──▶ END

When to use it: a conversation of many turns, in which one specialist at a time talks to the user.
"""

from langchain_core.language_models import BaseChatModel
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer

from codenode import Budget, create_code_agent, create_handoff_tool, served

STOCK = {"kettle": 4, "toaster": 0}
GUIDES = {"kettle": "Fill in vinegar and water, boil, rinse.", "toaster": "Empty the crumb tray."}


class State(MessagesState):
    """The conversation, and who has it."""

    active_agent: str


def stock(product: str) -> int:
    """Return how many pieces of a product there are."""
    return STOCK.get(product, 0)


def guide(product: str) -> str:
    """Return how a product is cleaned."""
    return GUIDES[product]


def build(model: BaseChatModel | str = "local", *, checkpointer: Checkpointer = None) -> CompiledStateGraph[State]:
    """Return the graph."""
    few = Budget(steps=6)
    sales = create_code_agent(
        model,
        [stock, create_handoff_tool(agent_name="support")],
        name="sales",
        system_prompt="You sell. Hand questions about using a product over to support.",
        budget=few,
    )
    support = create_code_agent(
        model,
        [guide, create_handoff_tool(agent_name="sales")],
        name="support",
        system_prompt="You help with products. Hand questions about buying over to sales.",
        budget=few,
    )
    drawn = StateGraph(State)
    drawn.add_node("sales", sales, destinations=("support",))
    drawn.add_node("support", support, destinations=("sales",))
    drawn.add_conditional_edges(START, lambda state: state.get("active_agent") or "sales", ["sales", "support"])
    drawn.add_edge("sales", END)
    drawn.add_edge("support", END)
    return drawn.compile(checkpointer=checkpointer, name="swarm")


graph = served(build)
