"""Ask a model: again after a failure that passes, the next model after one that does not."""

import asyncio
import concurrent.futures
import contextvars
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import merge_configs
from langgraph.errors import GraphBubbleUp

from codenode.budget import no_usage
from codenode.effects import Sleep, Steps
from codenode.models.failures import patience
from codenode.nodes.parts import Parts, Voice, teller
from codenode.nodes.prompt import Prompt
from codenode.runs import Run
from codenode.tracing import attributes as a
from codenode.tracing.spans import Open
from codenode.types import Event, Usage

Prompting = Callable[[], Prompt]
GONE = "nobody waits for this run any more"


class Stopping(BaseCallbackHandler):
    """Ends a streamed reply at its next token when nobody waits for the run any more."""

    raise_error = True
    run_inline = True

    def __init__(self, ended: Future[None]) -> None:
        self._ended = ended

    def on_llm_new_token(self, *_: Any, **__: Any) -> None:
        """Raise where the run has ended."""
        if self._ended.done():
            raise asyncio.CancelledError(GONE)


@dataclass(frozen=True, slots=True)
class Ask:
    """Call the model; LangGraph streams its tokens through the config's callbacks."""

    model: BaseChatModel
    prompt: Sequence[BaseMessage]
    config: RunnableConfig
    options: dict[str, Any]
    ended: Future[None]

    def run(self) -> AIMessage:
        """Call it, blocking.

        In the main thread Ctrl-C breaks the request itself. In a thread of LangGraph's nothing would, and LangGraph
        waits for its threads: there the request gets a thread of its own, which a run that ends leaves behind.
        """
        if threading.current_thread() is threading.main_thread():
            return self.model.invoke(list(self.prompt), self.config, **self.options)
        reply: Future[AIMessage] = Future()
        work = contextvars.copy_context().run
        threading.Thread(target=work, args=(self._answer, reply), name="codenode-model", daemon=True).start()
        either: tuple[Future[Any], ...] = (reply, self.ended)
        concurrent.futures.wait(either, return_when=concurrent.futures.FIRST_COMPLETED)
        if not reply.done():
            raise asyncio.CancelledError(GONE)
        return reply.result()

    def _answer(self, reply: Future[AIMessage]) -> None:
        config = merge_configs(self.config, RunnableConfig(callbacks=[Stopping(self.ended)]))
        try:
            message = self.model.invoke(list(self.prompt), config, **self.options)
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            reply.set_exception(error)
        else:
            reply.set_result(message)

    async def arun(self) -> AIMessage:
        """Await it."""
        return await self.model.ainvoke(list(self.prompt), self.config, **self.options)


@dataclass(kw_only=True)
class Asking:
    """One question of a run to its model, or to those that stand in for it.

    The model that answered is asked first for the rest of the run: one that is down would cost its retries at every
    step. A new run, and one that is resumed, begins with the first again.
    """

    parts: Parts
    run: Run
    config: RunnableConfig
    step: int
    left: float
    """Seconds of the run's budget that waiting may take."""
    within: Open | None = None
    """The span that model calls belong to, instead of the step's."""
    once: bool = False
    """One call and no more, whatever comes of it."""
    tokens: int = field(default=0, init=False)
    """Of the prompt that was answered last, about."""
    _failures: list[Exception] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._deadline = time.monotonic() + self.left

    def answered(self, prompting: Prompting, options: dict[str, Any] | None = None) -> Steps[tuple[AIMessage, Usage]]:
        """Return the reply, and what it used.

        Args:
            prompting: what a model is shown.
            options: of the call, e.g. a temperature.

        Raises:
            Exception: what the last model raised, with notes of what was tried.
        """
        while True:
            try:
                return (yield from self._tried(prompting(), options or {}))
            except GraphBubbleUp:
                raise
            except Exception as error:  # noqa: BLE001 - a model may raise anything; the last one is raised again
                self.run.check()
                self._failures.append(error)
                if self.once or self.run.voice + 1 == len(self.parts.voices):
                    raise self._noted(error)  # noqa: B904 - it is the error itself
                self.run.turn_to_next()
                self._tell(error, 1, 0.0)

    def _tried(self, prompt: Prompt, options: dict[str, Any]) -> Steps[tuple[AIMessage, Usage]]:
        voice = self.parts.voice(self.run)
        if voice.profile.stop:
            options = {"stop": list(voice.profile.stop), **options}
        attempt = 1
        while True:
            try:
                return (yield from self._called(voice, prompt, options, attempt))
            except GraphBubbleUp:
                raise
            except Exception as error:
                self.run.check()
                wait = self._patience(error, attempt)
                if wait is None:
                    raise
                attempt += 1
                self._tell(error, attempt, wait)
            yield Sleep(wait, self.run.ended)

    def _called(
        self, voice: Voice, prompt: Prompt, options: dict[str, Any], attempt: int
    ) -> Steps[tuple[AIMessage, Usage]]:
        with self.run.spans.chat(voice.name, voice.provider, self.within) as span:
            span.set({a.ATTEMPT: attempt if attempt > 1 else None})
            message = yield Ask(voice.model, prompt.messages, self.config, options, self.run.ended)
            usage = usage_of(message)
            _describe(span, prompt.messages, message, usage)
        self.tokens = prompt.tokens
        self.run.scale = _scale(prompt.tokens, usage["input_tokens"])
        return message, usage

    def _patience(self, error: Exception, attempt: int) -> float | None:
        if self.parts.retry is None or self.once:
            return None
        wait = patience(error, self.parts.retry, attempt)
        return wait if wait is not None and time.monotonic() + wait < self._deadline else None

    def _tell(self, error: Exception, attempt: int, wait: float) -> None:
        tell, voice = teller(self.parts.name), self.parts.voice(self.run)
        name = type(error).__name__  # the text may hold a part of a key
        tell(Event(type="retry", step=self.step, model=voice.name, attempt=attempt, seconds=wait, error=name))

    def _noted(self, error: Exception) -> Exception:
        for voice, earlier in zip(self.parts.voices[-len(self._failures) :], self._failures[:-1], strict=False):
            error.add_note(f"model {voice.name!r} failed before: {type(earlier).__name__}: {str(earlier)[:300]}")
        return error


def _scale(estimated: int, counted: int) -> float:
    """Return how many tokens the model counts for each that was estimated: from 1 to 4."""
    return min(4.0, max(1.0, counted / estimated))


def usage_of(message: AIMessage) -> Usage:
    """Return what a model call used, as far as the model reports it."""
    counted = message.usage_metadata
    usage = no_usage()
    usage["model_calls"] = 1
    if counted:
        usage["input_tokens"] = counted["input_tokens"]
        usage["output_tokens"] = counted["output_tokens"]
    return usage


def _cached(message: AIMessage) -> int:
    counted = message.usage_metadata
    return counted.get("input_token_details", {}).get("cache_read", 0) if counted else 0


def finish_reason(message: AIMessage) -> str:
    """Return why the model stopped, in its provider's word; empty where it does not say."""
    told = message.response_metadata
    return str(told.get("finish_reason") or told.get("stop_reason") or told.get("done_reason") or "")


def _describe(span: Open, prompt: Sequence[BaseMessage], message: AIMessage, usage: Usage) -> None:
    reason = finish_reason(message)
    span.set(
        {
            a.INPUT_TOKENS: usage["input_tokens"] or None,
            a.OUTPUT_TOKENS: usage["output_tokens"] or None,
            a.CACHED_TOKENS: _cached(message) or None,
            a.RESPONSE_MODEL: message.response_metadata.get("model_name"),
            a.FINISH_REASONS: [reason] if reason else None,
        }
    )
    if span.content:
        span.set({a.INPUT_MESSAGES: prompt[-1].text, a.OUTPUT_MESSAGES: message.text})
