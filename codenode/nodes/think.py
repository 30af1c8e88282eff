"""Ask the model for the next action."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import RunnableConfig

from codenode.budget import added, no_usage
from codenode.effects import Steps
from codenode.memory import Turns, with_text
from codenode.nodes.base import Verb
from codenode.nodes.parts import Parts, teller
from codenode.nodes.prompt import prompted
from codenode.parsing import Reply, parse, text_of
from codenode.state import CodeState, Update, of_run
from codenode.tracing import attributes as a
from codenode.tracing.spans import Open
from codenode.types import Action, Event, Step, Usage, new_id


@dataclass(frozen=True, slots=True)
class Ask:
    """Call the model; LangGraph streams its tokens through the config's callbacks."""

    model: BaseChatModel
    prompt: Sequence[BaseMessage]
    config: RunnableConfig
    options: dict[str, Any]

    def run(self) -> BaseMessage:
        """Call it, blocking."""
        return self.model.invoke(list(self.prompt), self.config, **self.options)

    async def arun(self) -> BaseMessage:
        """Await it."""
        return await self.model.ainvoke(list(self.prompt), self.config, **self.options)


def think(parts: Parts) -> Verb:
    """Return the node's logic."""
    named = _named(parts.model)

    def verb(state: CodeState, config: RunnableConfig) -> Steps[Update]:
        started = time.monotonic()
        run = parts.registry.of(config)
        steps = state["steps"]
        run.spans.open_step(len(steps) + 1)
        prompt = prompted(parts, state, run.turns)
        reply, usage = yield from _asked(parts, prompt.messages, config, {})
        run.sized = len(steps), len(state["messages"]), prompt.tokens
        run.scale = _scale(prompt.tokens, usage["input_tokens"])
        if parts.profile.resample and _repeated(reply, of_run(state)):
            again, warmer = _afresh(parts, state, run.turns), {"temperature": parts.profile.resample}
            reply, more = yield from _asked(parts, again, config, warmer)
            usage = added(usage, more)
        usage["seconds"] = time.monotonic() - started
        total = added(state["usage"], usage)
        run.usage = total
        action = Action(id=new_id(), code=reply.code, thought=reply.thought)
        if reply.answer:
            answer, problem = parts.answer.read(reply.answer)
            if not problem:
                run.spans.close_step("final")
                return {"status": "final", "structured_response": answer, "usage": total}
            message = f"This answer is refused: {problem}. Give it with final_answer(value) in a Python block"
            action = Action({**action, "thought": reply.answer, "problem": message})
        tell = teller(parts.name)
        tell(Event(type="thought", step=len(steps) + 1, text=reply.thought, code=reply.code))
        return {"action": action, "usage": total}

    def _asked(
        parts: Parts, prompt: Sequence[BaseMessage], config: RunnableConfig, options: dict[str, Any]
    ) -> Steps[tuple[Reply, Usage]]:
        if parts.profile.stop:
            options = {"stop": list(parts.profile.stop), **options}
        model = parts.model
        with parts.registry.of(config).spans.chat(*named) as span:
            message = yield Ask(model, prompt, config, options)
            usage = usage_of(message)
            _describe(span, prompt, message, usage)
        return parse(text_of(message)), usage

    return verb


def _scale(estimated: int, counted: int) -> float:
    """Return how many tokens the model counts for each that was estimated: from 1 to 4."""
    return min(4.0, max(1.0, counted / estimated))


def _afresh(parts: Parts, state: CodeState, made: Turns) -> list[BaseMessage]:
    """Return the prompt of a second try, without the steps that failed.

    The commonest failure of a greedy small model is the same code again and again, and every failed copy
    in the prompt makes the next one likelier.
    """
    latest = {step["action"]["code"]: step for step in state["steps"] if step["observation"]["fault"] is None}
    useful = sorted(latest.values(), key=lambda step: step["number"])
    faults = [fault for step in of_run(state) if (fault := step["observation"]["fault"])]
    *before, last = prompted(parts, {**state, "steps": useful}, made).messages
    note = "Do not run the same code again: take the next step, or do it in another way."
    if faults:
        note = f"An earlier attempt ended with {faults[-1]['type']}: {faults[-1]['message'][:200]}. {note}"
    return [*before, with_text(last, note)]


def _repeated(reply: Reply, steps: Sequence[Step]) -> bool:
    return bool(reply.code) and any(step["action"]["code"] == reply.code for step in steps)


def _named(model: BaseChatModel) -> tuple[str, str]:
    """Return model and provider for the span, as LangChain names them."""
    params = model._get_ls_params()  # noqa: SLF001 - the one place where every provider names its model
    return str(params.get("ls_model_name") or type(model).__name__), str(params.get("ls_provider") or "custom")


def usage_of(message: BaseMessage) -> Usage:
    """Return what a model call used, as far as the model reports it."""
    counted = message.usage_metadata if isinstance(message, AIMessage) else None
    usage = no_usage()
    usage["model_calls"] = 1
    if counted:
        usage["input_tokens"] = counted["input_tokens"]
        usage["output_tokens"] = counted["output_tokens"]
    return usage


def _cached(message: BaseMessage) -> int:
    counted = message.usage_metadata if isinstance(message, AIMessage) else None
    return counted.get("input_token_details", {}).get("cache_read", 0) if counted else 0


def _describe(span: Open, prompt: Sequence[BaseMessage], message: BaseMessage, usage: Usage) -> None:
    told = message.response_metadata
    reason = told.get("finish_reason") or told.get("stop_reason")
    span.set(
        {
            a.INPUT_TOKENS: usage["input_tokens"] or None,
            a.OUTPUT_TOKENS: usage["output_tokens"] or None,
            a.CACHED_TOKENS: _cached(message) or None,
            a.RESPONSE_MODEL: told.get("model_name"),
            a.FINISH_REASONS: [str(reason)] if reason else None,
        }
    )
    if span.content:
        span.set({a.INPUT_MESSAGES: prompt[-1].text, a.OUTPUT_MESSAGES: message.text})
