"""The model only chooses; what happens then is plain Python.

                       ┌─▶ refund ───┐
    START ─▶ choose ───┼─▶ delivery ─┼─▶ END
                       └─▶ person ───┘

When to use it: the ways are few and known, and what is done on each must not be up to a model.
"""

import re
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer

from codenode import Budget, create_code_agent, served

Way = Literal["refund", "delivery", "person"]
DELIVERIES = {17: "on its way, there on Friday", 18: "delivered on Monday"}
TASK = "Choose who serves the customer: refund (money back), delivery (where is it?), person (anything else)."


class State(MessagesState):
    """The conversation, and the way that was chosen."""

    way: Way


def chosen(answer: dict[str, Any]) -> dict[str, Any]:
    """Take the choice and not the message; an agent that came to none leaves it to a person."""
    return {"way": answer["structured_response"] or "person"}


def refund(state: State) -> dict[str, Any]:
    """Send the form."""
    return {"messages": [AIMessage("Here is the form for your money back.", name="refund")]}


def delivery(state: State) -> dict[str, Any]:
    """Look the order up."""
    number = re.search(r"\d+", state["messages"][-1].text)
    where = DELIVERIES.get(int(number[0])) if number else None
    said = f"Your order is {where}." if where else "Which order is it? Please give its number."
    return {"messages": [AIMessage(said, name="delivery")]}


def person(state: State) -> dict[str, Any]:
    """Call somebody."""
    return {"messages": [AIMessage("Somebody will call you today.", name="person")]}


def build(model: BaseChatModel | str = "local", *, checkpointer: Checkpointer = None) -> CompiledStateGraph[State]:
    """Return the graph."""
    # No tools, and one of three words is the only answer that is taken.
    chooser = create_code_agent(model, name="chooser", system_prompt=TASK, response_format=Way, budget=Budget(steps=3))
    drawn = StateGraph(State)
    drawn.add_node("choose", chooser | chosen)
    drawn.add_edge(START, "choose")
    drawn.add_conditional_edges("choose", lambda state: state["way"], ["refund", "delivery", "person"])
    for way in (refund, delivery, person):
        drawn.add_node(way.__name__, way)
        drawn.add_edge(way.__name__, END)
    return drawn.compile(checkpointer=checkpointer, name="router")


graph = served(build)
