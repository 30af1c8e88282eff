"""Run the pending action and write down what happened."""

import time
from collections.abc import Callable

from langchain_core.runnables import RunnableConfig

from codenode.budget import added, no_usage
from codenode.effects import Steps
from codenode.nodes.base import Verb
from codenode.nodes.parts import Parts, teller
from codenode.prompts import render
from codenode.runs import Run
from codenode.state import CodeState, Update
from codenode.tools.gate import Gate
from codenode.types import Action, Event, Fault, Observation, Step, storable


def act(parts: Parts) -> Verb:
    """Return the node's logic."""

    def verb(state: CodeState, config: RunnableConfig) -> Steps[Update]:
        started = time.monotonic()
        run = parts.registry.of(config)
        action = state["action"]
        assert action is not None
        tell = teller(parts.name)
        gate = Gate(
            toolset=parts.toolset,
            budget=parts.budget,
            used=state["usage"]["tool_calls"],
            action=action["id"],
            step=len(state["steps"]) + 1,
            spans=run.spans,
            tell=tell,
        )
        seen = (yield from _observed(parts, run, state, gate, tell)) if action["code"] else _no_code()
        return _written(state, run, action, gate, seen, time.monotonic() - started, tell)

    return verb


def _observed(
    parts: Parts, run: Run, state: CodeState, gate: Gate, tell: Callable[[Event], None]
) -> Steps[Observation]:
    action, steps = state["action"], state["steps"]
    assert action is not None
    done = [step["action"]["id"] for step in steps if step["action"]["code"]]
    session = parts.registry.session(run, done[-1] if done else "", state.get("seed", 0))
    if session.connection is None and steps:
        session.lose(steps[-1]["observation"]["variables"])
    with run.spans.action(action["id"]) as span:
        seen = yield from session.run(
            action["code"],
            calls=gate.call,
            tell=lambda text: tell(Event(type="output", step=gate.step, id=action["id"], text=text)),
            show=lambda display: tell(Event(type="display", step=gate.step, id=action["id"], display=display)),
        )
        span.observed(seen, action["code"], len(gate.records))
    session.head = action["id"]
    return seen


def _no_code() -> Observation:
    fault = Fault(type="NoCode", message=render.text("repair.md"), line=None, hint="")
    return Observation(status="rejected", output="", value=None, preview="", fault=fault, truncated=False, variables=[])


def _written(
    state: CodeState,
    run: Run,
    action: Action,
    gate: Gate,
    seen: Observation,
    seconds: float,
    tell: Callable[[Event], None],
) -> Update:
    """Return step, usage and answer as one update: one checkpoint holds the deed and what was seen."""
    seen["value"] = storable(seen["value"])
    usage = no_usage()
    usage["steps"], usage["tool_calls"], usage["seconds"] = 1, len(gate.records), seconds
    step = Step(number=gate.step, action=action, observation=seen, calls=gate.records, usage=usage, seconds=seconds)
    run.usage = total = added(state["usage"], usage)
    run.spans.close_step(seen["status"])
    tell(Event(type="observation", step=gate.step, id=action["id"], observation=seen, seconds=seconds))
    update: Update = {"steps": [step], "action": None, "usage": total}
    if seen["status"] == "final":
        update |= {"status": "final", "structured_response": seen["value"]}
    return update
