"""Say where a run goes next."""

from collections.abc import Callable
from typing import Literal

from codenode.budget import Budget
from codenode.state import CodeState


def after_think(state: CodeState) -> Literal["act", "finish"]:
    """An answer in prose ends the run; anything else is an action to run."""
    return "finish" if state.get("status") else "act"


def after_act(budget: Budget) -> Callable[[CodeState], Literal["think", "finish"]]:
    """Return the route after an action: to the end with an answer or over budget, else to the model."""

    def route(state: CodeState) -> Literal["think", "finish"]:
        return "finish" if state.get("status") or budget.exceeded(state["usage"]) else "think"

    return route
