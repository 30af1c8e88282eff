"""Say where a run goes next."""

from collections.abc import Callable
from typing import Literal

from langchain_core.runnables import RunnableConfig

from codenode.nodes.compact import crowded
from codenode.nodes.parts import Parts
from codenode.state import CodeState, of_run

SILENCE = 3
"""Replies in a row with neither code nor an answer that end a run: a stuck model would burn its whole budget."""
SILENT = frozenset({"NoCode", "ReplyCutOff", "ReplyFiltered"})

Onward = Literal["compact", "plan", "think"]


def after_think(state: CodeState) -> Literal["act", "finish"]:
    """An answer in prose ends the run; anything else is an action to run."""
    return "finish" if state.get("status") else "act"


def after_act(parts: Parts) -> Callable[[CodeState, RunnableConfig], Onward | Literal["conclude", "finish"]]:
    """Return the route after an action: to the end with an answer or over budget, else to the model.

    Also the question at the end of the steps must fit.
    """
    to_model = onward(parts)

    def route(state: CodeState, config: RunnableConfig) -> Onward | Literal["conclude", "finish"]:
        if state.get("status"):
            return "finish"
        match unfinished(parts, state):
            case "":
                return to_model(state, config)
            case "steps":
                return "compact" if crowded(parts, state, parts.registry.of(config)) else "conclude"
            case _:
                return "finish"

    return route


def unfinished(parts: Parts, state: CodeState) -> str:
    """Return what ends a run without an answer, empty when nothing does."""
    return "no_answer" if silent(state) else parts.budget.exceeded(state["usage"])


def silent(state: CodeState) -> bool:
    """Say whether the run's last replies held neither code nor an answer."""
    last = of_run(state)[-SILENCE:]
    return len(last) == SILENCE and all(
        not step["action"]["code"] and (fault := step["observation"]["fault"]) is not None and fault["type"] in SILENT
        for step in last
    )


def onward(parts: Parts) -> Callable[[CodeState, RunnableConfig], Onward]:
    """Return the route to the model: through a summary where the prompt is too long."""
    to_model = next_think(parts)

    def route(state: CodeState, config: RunnableConfig) -> Onward:
        plans = to_model(state) == "plan"
        return "compact" if crowded(parts, state, parts.registry.of(config), plans=plans) else to_model(state)

    return route


def after_compact(parts: Parts) -> Callable[[CodeState], Literal["conclude", "plan", "think"]]:
    """Return the route from a summary: to where the run was going."""
    to_model = next_think(parts)

    def route(state: CodeState) -> Literal["conclude", "plan", "think"]:
        return "conclude" if parts.budget.exceeded(state["usage"]) == "steps" else to_model(state)

    return route


def next_think(parts: Parts) -> Callable[[CodeState], Literal["plan", "think"]]:
    """Return the rest of that route: through a plan where one is due."""

    def route(state: CodeState) -> Literal["plan", "think"]:
        return "plan" if parts.planning and parts.planning.due(state["usage"]["steps"]) else "think"

    return route
