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
from codenode.memory import BYTES, Room, shortened, turn_of
from codenode.models.ask import Ask, usage_of
from codenode.nodes.base import Verb
from codenode.nodes.parts import Parts, Voice, teller
from codenode.nodes.prompt import Prompt, placed, prompted, size_of, steps_of, summary_of, through_of
from codenode.nodes.voices import settled
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

    def verb(state: CodeState, config: RunnableConfig) -> Steps[Update]:
        run = parts.registry.of(config)
        made, usage = yield from summarised(parts, state, run, config)
        if not made:
            return {}
        run.usage = total = added(state["usage"], usage)
        return {"summaries": made, "usage": total}

    return verb


def summarised(parts: Parts, state: CodeState, run: Run, config: RunnableConfig) -> Steps[tuple[list[Summary], Usage]]:
    """Return a summary of the older steps, and what it used; none where there is nothing to summarise."""
    voice = settled(parts, state, run)
    through = cut(parts, state, run, prompted(parts, state, run))
    steps = [step for step in _placeable(state, voice.room) if step["number"] <= through]
    if not steps:
        return [], no_usage()
    with run.spans.compaction(through) as span:
        words, usage = yield from _told(parts, state, run, steps, config)
        text = summary(
            steps,
            state["steps"],
            effects={tool.name for tool in parts.toolset if not tool.idempotent},
            plan=shortened(state.get("plan") or "", voice.room.plan * BYTES),
            words=words,
            limit=voice.room.summary * BYTES,
        )
        span.set({a.INPUT_TOKENS: usage["input_tokens"] or None, a.OUTPUT_TOKENS: usage["output_tokens"] or None})
    teller(parts.name)(Event(type="compact", step=through, text=text))
    return [Summary(through=through, text=text, room=voice.room.tokens)], usage


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
    earlier = summary_of(state, voice.room)
    new = [step for step in steps if step["number"] > through_of(state, voice.room)]
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


def _placeable(state: CodeState, room: Room) -> list[Step]:
    """Return the steps whose message is there: what somebody took out of the conversation does not come back."""
    return steps_of(placed(CodeState({**state, "summaries": []}), room).values())


def cut(parts: Parts, state: CodeState, run: Run, prompt: Prompt) -> int:
    """Return the number of the last step to summarise: what follows fits into half the room.

    At least the last step stays. 0 where there is nothing to summarise.
    """
    fitting = parts.voice(run).room
    through = through_of(state, fitting)
    shown = [step for step in _placeable(state, fitting) if step["number"] > through]
    sizes = [run.turns[step["action"]["id"]].tokens for step in shown]
    earlier = summary_of(state, fitting)
    base = prompt.tokens - sum(sizes) - (len(earlier["text"].encode()) // BYTES if earlier else 0)
    room = ceiling(parts, run) // 2 - base - fitting.summary - (fitting.plan if state.get("plan") else 0)
    last = len(shown) - 1
    while last > 0 and (last == len(shown) - 1 or room >= sizes[last]):
        room -= sizes[last]
        last -= 1
    return shown[last]["number"] if 0 <= last < len(shown) - 1 else 0


def ceiling(parts: Parts, run: Run) -> int:
    """Return how large a prompt may be, in estimated tokens; the model may have counted more of them."""
    return int((parts.voice(run).room.tokens - SPARE) / run.scale)


def crowded(parts: Parts, state: CodeState, run: Run, *, plans: bool = False) -> bool:
    """Say whether older steps must be summarised; warn where the prompt is too long without them.

    Args:
        parts: of the agent.
        state: as it is.
        run: whose model is asked.
        plans: a plan is written next, and must fit, too.
    """
    room = settled(parts, state, run).room
    spare = room.plan if plans else 0
    if size_of(parts, state, run) + spare <= ceiling(parts, run):
        return False
    prompt = prompted(parts, state, run)
    if cut(parts, state, run, prompt):
        return True
    _warn(parts, prompt, room.tokens)
    return False


def _warn(parts: Parts, prompt: Prompt, ceiling: int) -> None:
    if parts.registry.warned_of_size:
        return
    parts.registry.warned_of_size = True
    log.warning(
        "%s: the prompt takes about %s tokens, over its ceiling of %s, and there are no older steps to summarise: "
        "the conversation itself is that long; shorten it, or give Memory(max_tokens=...) more",
        parts.name,
        f"{prompt.tokens:,}",
        f"{ceiling:,}",
    )
