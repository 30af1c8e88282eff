"""The same work on many parts at once, each in a session of its own; then one result.

                      ┌─▶ read (part 1) ─┐
    START ─▶ split ───┼─▶ read (part 2) ─┼─▶ add_up ─▶ END        Send, one branch a part
                      └─▶ read (part n) ─┘

When to use it: the input falls into parts that know nothing of each other.
"""

import operator
from typing import Annotated, Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer, Overwrite, Send
from typing_extensions import TypedDict

from codenode import Budget, create_code_agent, served


class Invoice(TypedDict):
    """What is read from one part."""

    vendor: str
    total: float


class State(MessagesState):
    """The conversation, its parts, and what was read from them."""

    parts: list[str]
    invoices: Annotated[list[Invoice], operator.add]


def split(state: State) -> dict[str, Any]:
    """Cut the last message at empty lines."""
    parts = [part.strip() for part in state["messages"][-1].text.split("\n\n") if part.strip()]
    # The reducer would add to what an earlier turn of the thread left.
    return {"parts": parts, "invoices": Overwrite([])}


def each(state: State) -> list[Send]:
    """Send every part to a branch of its own."""
    return [Send("read", {"messages": [HumanMessage(part)]}) for part in state["parts"]]


def taken(said: dict[str, Any]) -> dict[str, Any]:
    """Take what a branch found; one that found nothing adds nothing."""
    found = said["structured_response"]
    return {"invoices": [found] if found else []}


def add_up(state: State) -> dict[str, Any]:
    """Add the totals up by vendor."""
    sums: dict[str, float] = {}
    for invoice in state["invoices"]:
        sums[invoice["vendor"]] = sums.get(invoice["vendor"], 0) + invoice["total"]
    told = "\n".join(f"{vendor}: {total:.2f}" for vendor, total in sorted(sums.items()))
    missing = len(state["parts"]) - len(state["invoices"])
    return {"messages": [AIMessage(f"{told}\n({missing} not readable)" if missing else told, name="map_reduce")]}


def build(model: BaseChatModel | str = "local", *, checkpointer: Checkpointer = None) -> CompiledStateGraph[State]:
    """Return the graph."""
    reader = create_code_agent(
        model,
        name="reader",
        system_prompt="The task is the text of one invoice. Compute its total, all positions and taxes together.",
        response_format=Invoice,
        budget=Budget(steps=5),
    )
    drawn = StateGraph(State)
    drawn.add_node("split", split)
    drawn.add_node("read", reader | taken)
    drawn.add_node("add_up", add_up)
    drawn.add_edge(START, "split")
    drawn.add_conditional_edges("split", each, ["read"])
    drawn.add_edge("read", "add_up")
    drawn.add_edge("add_up", END)
    return drawn.compile(checkpointer=checkpointer, name="map_reduce")


graph = served(build)
