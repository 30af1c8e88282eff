"""Ask a model: again after a failure that passes, the next model after one that does not."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import RunnableConfig
from langgraph.errors import GraphBubbleUp

from codenode.budget import added, no_usage
from codenode.effects import Sleep, Steps
from codenode.models.ask import Ask, cached_of, finish_reason, usage_of
from codenode.models.failures import patience
from codenode.nodes.compact import crowded, summarised
from codenode.nodes.parts import Parts, Voice, teller
from codenode.nodes.prompt import Prompt
from codenode.nodes.voices import next_of, settled
from codenode.runs import Run
from codenode.state import CodeState, Summary, Update
from codenode.tracing import attributes as a
from codenode.tracing.spans import Open
from codenode.types import Event, Usage

Prompting = Callable[[CodeState], Prompt]


@dataclass(kw_only=True)
class Asking:
    """One question of a run to its model, or to those that stand in for it.

    The model that answered is asked first for the rest of the run: one that is down would cost its retries at every
    step. A new run, and one that is resumed, begins with the first again.
    """

    parts: Parts
    run: Run
    config: RunnableConfig
    state: CodeState
    """What is asked about; its older steps are summarised where a model with less room is turned to."""
    step: int
    left: float
    """Seconds of the run's budget that waiting may take."""
    within: Open | None = None
    """The span that model calls belong to, instead of the step's."""
    once: bool = False
    """One call and no more, whatever comes of it."""
    tokens: int = field(default=0, init=False)
    """Of the prompt that was answered last, about."""
    summaries: list[Summary] = field(default_factory=list, init=False)
    """Those that were made on the way."""
    _failures: list[tuple[str, Exception]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._deadline = time.monotonic() + self.left
        settled(self.parts, self.state, self.run)

    @property
    def update(self) -> Update:
        """What the state must know of it."""
        return {"summaries": self.summaries} if self.summaries else {}

    def answered(self, prompting: Prompting, options: dict[str, Any] | None = None) -> Steps[tuple[AIMessage, Usage]]:
        """Return the reply, and what it used.

        Args:
            prompting: what a model is shown of a state.
            options: of the call, e.g. a temperature.

        Raises:
            Exception: what the last model raised, with notes of what was tried.
        """
        spent = no_usage()
        while True:
            spent = added(spent, (yield from self._fitted()))
            try:
                message, usage = yield from self._tried(prompting(self.state), options or {})
                return message, added(usage, spent)
            except GraphBubbleUp:
                raise
            except Exception as error:  # noqa: BLE001 - a model may raise anything; the last one is raised again
                self.run.check()
                if not self._turned(error):
                    raise self._noted(error)  # noqa: B904 - it is the error itself

    def _turned(self, error: Exception) -> bool:
        """Turn to the next model; say whether there is one."""
        self._failures.append((self.parts.voice(self.run).name, error))
        if self.once:
            return False
        self.run.failed.add(self.run.voice)
        following = next_of(self.parts, self.state, self.run)
        if following is not None:
            self.run.turn_to(following)
            self._tell(error, 1, 0.0)
        return following is not None

    def _fitted(self) -> Steps[Usage]:
        """Summarise the older steps where the model has too little room for them; return what that used.

        On the way to the question that was done for the model asked then: this one may have been turned to since, or
        be the first one again after a pause.
        """
        known = len(self.parts.voices) == 1 or self.run.sized is not None
        if known or not crowded(self.parts, self.state, self.run, plans=self.parts.planning is not None):
            return no_usage()
        made, usage = yield from summarised(self.parts, self.state, self.run, self.config)
        self.summaries += made
        self.state = CodeState({**self.state, "summaries": [*(self.state.get("summaries") or []), *made]})
        return usage

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
        for name, earlier in self._failures[:-1]:
            error.add_note(f"model {name!r} failed before: {type(earlier).__name__}: {str(earlier)[:300]}")
        for number, voice in enumerate(self.parts.voices):
            if not (self.once or number in self.run.failed):
                error.add_note(f"model {voice.name!r} was not asked: the conversation is too long for it")
        return error


def _scale(estimated: int, counted: int) -> float:
    """Return how many tokens the model counts for each that was estimated: from 1 to 4."""
    return min(4.0, max(1.0, counted / estimated))


def _describe(span: Open, prompt: Sequence[BaseMessage], message: AIMessage, usage: Usage) -> None:
    reason = finish_reason(message)
    span.set(
        {
            a.INPUT_TOKENS: usage["input_tokens"] or None,
            a.OUTPUT_TOKENS: usage["output_tokens"] or None,
            a.CACHED_TOKENS: cached_of(message) or None,
            a.RESPONSE_MODEL: message.response_metadata.get("model_name"),
            a.FINISH_REASONS: [reason] if reason else None,
        }
    )
    if span.content:
        span.set({a.INPUT_MESSAGES: prompt[-1].text, a.OUTPUT_MESSAGES: message.text})
