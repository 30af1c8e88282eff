"""Say where a run goes next."""

import logging
from collections.abc import Callable
from typing import Literal

from langchain_core.runnables import RunnableConfig

from codenode.nodes.compact import ceiling, cut
from codenode.nodes.parts import Parts
from codenode.nodes.prompt import Prompt, prompted, size_of
from codenode.state import CodeState

log = logging.getLogger("codenode")


def after_think(state: CodeState) -> Literal["act", "finish"]:
    """An answer in prose ends the run; anything else is an action to run."""
    return "finish" if state.get("status") else "act"


def after_act(parts: Parts) -> Callable[[CodeState, RunnableConfig], Literal["think", "compact", "finish"]]:
    """Return the route after an action: to the end with an answer or over budget, else to the model."""
    to_model = onward(parts)

    def route(state: CodeState, config: RunnableConfig) -> Literal["think", "compact", "finish"]:
        over = state.get("status") or parts.budget.exceeded(state["usage"])
        return "finish" if over else to_model(state, config)

    return route


def onward(parts: Parts) -> Callable[[CodeState, RunnableConfig], Literal["think", "compact"]]:
    """Return the route to the model: through a summary where the prompt is too long."""

    def route(state: CodeState, config: RunnableConfig) -> Literal["think", "compact"]:
        run = parts.registry.of(config)
        if size_of(parts, state, run) <= ceiling(parts, run):
            return "think"
        prompt = prompted(parts, state, run.turns)
        if cut(parts, state, run, prompt):
            return "compact"
        _warn(parts, prompt)
        return "think"

    return route


def _warn(parts: Parts, prompt: Prompt) -> None:
    if parts.registry.warned_of_size:
        return
    parts.registry.warned_of_size = True
    log.warning(
        "%s: the prompt takes about %s tokens, over its ceiling of %s, and there are no older steps to summarise: "
        "the conversation itself is that long; shorten it, or give Memory(max_tokens=...) more",
        parts.name,
        f"{prompt.tokens:,}",
        f"{parts.room.tokens:,}",
    )
