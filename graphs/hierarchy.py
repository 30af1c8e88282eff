"""Agents called as functions, from the code of another agent, several at once.

    START ─▶ lead ─▶ END
              │ parallel(researcher, topics)      in the lead's code
              ├─▶ researcher ─▶ search()
              │        └─▶ accountant ─▶ rate()   in the researcher's code
              └─▶ researcher ─▶ …

When to use it: the parts of a task are found only while it is solved, and their results are data to go on with.
"""

from typing import Any

from langchain_core.language_models import BaseChatModel
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer

from codenode import Budget, create_code_agent, served

LIBRARY = {"tea": "Tea: 12 dollars a kilo.", "coffee": "Coffee: 20 dollars a kilo.", "cocoa": "Cocoa: 9 dollars."}
RATES = {"dollar": 0.5, "pound": 1.25}


def search(word: str) -> list[str]:
    """Return the notes in which a word occurs."""
    return [note for note in LIBRARY.values() if word.lower() in note.lower()]


def rate(currency: str) -> float:
    """Return what one unit of a currency is worth in euros."""
    return RATES[currency]


def build(
    model: BaseChatModel | str = "local", *, checkpointer: Checkpointer = None
) -> CompiledStateGraph[Any, Any, Any, Any]:
    """Return the graph: the lead."""
    few = Budget(steps=8)
    accountant = create_code_agent(model, [rate], name="accountant", response_format=float, budget=few)
    researcher = create_code_agent(
        model,
        [search, accountant.as_tool(description="Turn an amount of money, e.g. '3 pounds', into euros.")],
        name="researcher",
        budget=few,
    )
    return create_code_agent(
        model,
        [researcher.as_tool(description="Find out what one product costs, in euros.")],
        name="lead",
        system_prompt="Ask about several products at once: parallel(researcher, tasks) returns a list of answers.",
        budget=few,
        checkpointer=checkpointer,
    )


graph = served(build)
