"""A person is asked before an effect, in the middle of running code, and the code goes on with the answer.

    START ─▶ think ─▶ act ─▶ finish ─▶ END
                       │ refund(17, 80.0)
                       └─▶ interrupt: approve, edit, reject? ─▶ resume ─▶ refund, once

When to use it: some calls, with some arguments, are not for a model to decide. Resume with
`Command(resume={"type": "approve"})`; another process may do so, given the same checkpointer, journal and snapshots.
"""

from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer

from codenode import Budget, Policy, create_code_agent, served

ORDERS = {17: 80.0, 18: 12.5, 19: 230.0}
FREE = 50
"""Euros that are paid back without asking."""


def orders() -> dict[int, float]:
    """Return what was paid for each order, in euros."""
    return ORDERS


def refund(order: int, amount: float) -> str:
    """Pay money back."""
    return f"{amount:.2f} euros for order {order} paid back"


def is_large(arguments: dict[str, Any]) -> bool:
    """Say whether somebody must be asked about a refund."""
    return bool(arguments["amount"] > FREE)


def build(
    model: BaseChatModel | str = "local",
    *,
    checkpointer: Checkpointer = None,
    journal: Path | None = None,
    snapshots: Path | None = None,
) -> CompiledStateGraph[Any, Any, Any, Any]:
    """Return the graph.

    Args:
        model: a chat model.
        checkpointer: keeps the paused run; a server brings its own.
        journal: a file that keeps what was paid; without it only this process can resume.
        snapshots: a folder that keeps the variables; without it only this process has them.
    """
    return create_code_agent(
        model,
        [orders, refund],
        name="approval",
        policy=Policy(ask={"refund": is_large}),
        budget=Budget(steps=8, tool_calls=20),
        checkpointer=checkpointer,
        journal=journal,
        snapshots=snapshots,
    )


graph = served(build)
