"""One agent that acts by writing Python: the whole graph.

    START ─▶ prepare ─▶ think ─▶ act ─▶ finish ─▶ END
                          ▲───────┘

When to use it: always first. Add nodes when one model with the right tools has been seen to fail.
"""

from typing import Any

from langchain_core.language_models import BaseChatModel
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer

from codenode import Budget, create_code_agent, served

PRICES = {"apple": 0.4, "pear": 0.6, "plum": 0.2}


def products() -> list[str]:
    """List the names of all products."""
    return list(PRICES)


def price(product: str) -> float:
    """Return the price of one piece of a product, in euros."""
    return PRICES[product]


def build(
    model: BaseChatModel | str = "local", *, checkpointer: Checkpointer = None
) -> CompiledStateGraph[Any, Any, Any, Any]:
    """Return the graph: the agent is one already."""
    return create_code_agent(
        model,
        [products, price],
        name="shop",
        budget=Budget(steps=8, tool_calls=50),
        checkpointer=checkpointer,
    )


graph = served(build)
