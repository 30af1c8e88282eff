"""Summarise the older steps, so that the prompt stays below its ceiling."""

import logging
from collections.abc import Sequence

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import merge_configs
from langgraph.constants import TAG_NOSTREAM
from langgraph.errors import GraphBubbleUp

from codenode.budget import added, no_usage
from codenode.compaction import summary
from codenode.effects import Steps
from codenode.memory import BYTES, shortened, turn_of
from codenode.nodes.asking import Ask, usage_of
from codenode.nodes.base import Verb
from codenode.nodes.parts import Parts, Voice, teller
from codenode.nodes.prompt import Prompt, placed, prompted, steps_of, summary_of, through_of
from codenode.parsing import text_of
from codenode.prompts import render
from codenode.runs import Run
from codenode.state import CodeState, Summary, Update
from codenode.tracing import attributes as a
from codenode.types import Event, Step, Usage

log = logging.getLogger("codenode")
SPARE = 200
"""Tokens that a second try may add to a prompt."""


def compact(parts: Parts) -> Verb:
    """Return the node's logic."""
    effects = {tool.name for tool in parts.toolset if not tool.idempotent}

    def verb(state: CodeState, config: RunnableConfig) -> Steps[Update]:
        run = parts.registry.of(config)
        prompt = prompted(parts, state, run)
        through = cut(parts, state, run, prompt)
        steps = [step for step in _placeable(state) if step["number"] <= through]
        if not steps:
            return {}
        with run.spans.compaction(through) as span:
            words, usage = yield from _told(parts, state, run, steps, config)
            text = summary(
                steps,
                state["steps"],
                effects=effects,
                plan=shortened(state.get("plan") or "", parts.voice(run).room.plan * BYTES),
                words=words,
                limit=parts.voice(run).room.summary * BYTES,
            )
            span.set({a.INPUT_TOKENS: usage["input_tokens"] or None, a.OUTPUT_TOKENS: usage["output_tokens"] or None})
        teller(parts.name)(Event(type="compact", step=through, text=text))
        run.usage = total = added(state["usage"], usage)
        return {"summaries": [Summary(through=through, text=text)], "usage": total}

    return verb


def _told(
    parts: Parts, state: CodeState, run: Run, steps: Sequence[Step], config: RunnableConfig
) -> Steps[tuple[str, Usage]]:
    """Return what the summarizer says of the steps; nothing where there is none, or it fails."""
    usage = no_usage()
    model = parts.memory.summarizer
    if model is None:
        return "", usage
    asked = _asked(parts.voice(run), state, steps)
    try:
        message = yield Ask(model, asked, merge_configs(config, RunnableConfig(tags=[TAG_NOSTREAM])), {}, run.ended)
    except GraphBubbleUp:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a provider raises: the run goes on without it
        log.warning("%s: the summarizer failed (%s); the steps are summarised by rule", parts.name, error)
        return "", usage
    return text_of(message), usage_of(message)


def _asked(voice: Voice, state: CodeState, steps: Sequence[Step]) -> list[BaseMessage]:
    """Return the question to the summarizer: the steps that an earlier summary does not cover, and that summary."""
    earlier = summary_of(state)
    new = [step for step in steps if step["number"] > through_of(state)]
    turns = [turn_of(step, voice.profile, voice.room, "", {}) for step in new]
    tasks = [message.text for message in state["messages"] if isinstance(message, HumanMessage)]
    text = "\n\n".join(
        [
            f"Task: {shortened(tasks[-1] if tasks else '', voice.room.summary * BYTES)}",
            *([earlier["text"]] if earlier else []),
            *(message.text for turn in turns for message in turn.messages),
        ]
    )
    return [SystemMessage(render.text("compact.md")), HumanMessage(text)]


def _placeable(state: CodeState) -> list[Step]:
    """Return the steps whose message is there: what somebody took out of the conversation does not come back."""
    return steps_of(placed(CodeState({**state, "summaries": []})).values())


def cut(parts: Parts, state: CodeState, run: Run, prompt: Prompt) -> int:
    """Return the number of the last step to summarise: what follows fits into half the room.

    At least the last step stays. 0 where there is nothing to summarise.
    """
    through = through_of(state)
    shown = [step for step in _placeable(state) if step["number"] > through]
    sizes = [run.turns[step["action"]["id"]].tokens for step in shown]
    earlier = summary_of(state)
    base = prompt.tokens - sum(sizes) - (len(earlier["text"].encode()) // BYTES if earlier else 0)
    fitting = parts.voice(run).room
    room = ceiling(parts, run) // 2 - base - fitting.summary - (fitting.plan if state.get("plan") else 0)
    last = len(shown) - 1
    while last > 0 and (last == len(shown) - 1 or room >= sizes[last]):
        room -= sizes[last]
        last -= 1
    return shown[last]["number"] if 0 <= last < len(shown) - 1 else 0


def ceiling(parts: Parts, run: Run) -> int:
    """Return how large a prompt may be, in estimated tokens; the model may have counted more of them."""
    return int((parts.voice(run).room.tokens - SPARE) / run.scale)
