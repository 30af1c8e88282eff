"""Write a plan before the first step, and anew as the run goes on."""

import time
from dataclasses import replace

from langchain_core.runnables import RunnableConfig

from codenode.budget import added
from codenode.effects import Steps
from codenode.memory import BYTES, shortened
from codenode.nodes.base import Verb
from codenode.nodes.parts import Parts, teller
from codenode.nodes.prompt import Prompt, prompted
from codenode.nodes.think import asking_for
from codenode.parsing import THINK, text_of
from codenode.prompts import render
from codenode.state import CodeState, Update
from codenode.types import Event


def plan(parts: Parts) -> Verb:
    """Return the node's logic.

    The plan is the model's own: what it is shown later is a turn in which it said so, where it said so. Nothing that
    was shown before changes.
    """

    def verb(state: CodeState, config: RunnableConfig) -> Steps[Update]:
        started = time.monotonic()
        run = parts.registry.of(config)
        asked = render.text("replan.md" if state["usage"]["steps"] else "plan.md")

        def question(now: CodeState) -> Prompt:
            return prompted(parts, CodeState({**now, "plan": ""}), run).noted(asked)

        with run.spans.plan() as span:
            asking = replace(asking_for(parts, run, state, config), within=span)
            message, usage = yield from asking.answered(question)
        usage["seconds"] = time.monotonic() - started
        run.usage = total = added(state["usage"], usage)
        text = shortened(THINK.sub("", text_of(message)).strip(), parts.voice(run).room.plan * BYTES)
        tell = teller(parts.name)
        tell(Event(type="plan", step=len(state["steps"]) + 1, text=text))
        return asking.update | {"plan": text, "planned": len(state["steps"]) + 1, "usage": total}

    return verb
