"""Open, close and nest the spans of a run; LangGraph runs each node in its own copied context.

Context variables do not pass from node to node, so the spans of a run live in an object that the run's
registry holds: `invoke_agent` > `step n` > `chat` and `execute_tool python` > `execute_tool {tool}`.
Exception text is content: without capture neither events nor status descriptions carry it.
"""

import os
from collections.abc import Mapping
from contextvars import Token
from dataclasses import dataclass
from typing import Self

from langgraph.errors import GraphBubbleUp
from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode

from codenode.tracing import attributes as a
from codenode.types import Observation

CAPTURE = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
CAPTURING = frozenset({"SPAN_ONLY", "SPAN_AND_EVENT"})

Value = str | bool | int | float | list[str]


def captures_content() -> bool:
    """Say whether prompts, code and outputs may enter spans (the convention's environment variable)."""
    return os.environ.get(CAPTURE, "").upper() in CAPTURING


@dataclass(slots=True)
class Open:
    """One open span; as a context it is current within the block and ended by it."""

    span: Span
    content: bool
    _token: Token[Context] | None = None

    def __enter__(self) -> Self:
        # Without a provider spans are invalid, and there is nothing that an inner span could inherit.
        if self.span.get_span_context().is_valid:
            self._token = otel_context.attach(trace.set_span_in_context(self.span))
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            pass
        elif isinstance(error, GraphBubbleUp):
            self.end_as("paused")  # an interrupt is not an error
        elif isinstance(error, Exception):
            self.failed(error)
        else:
            self.end_as("cancelled")
        if self._token is not None:
            otel_context.detach(self._token)
        self.span.end()

    def set(self, values: Mapping[str, Value | None]) -> None:
        """Set attributes; None is left out, and content unless it is captured."""
        if not self.span.is_recording():
            return
        for name, value in values.items():
            if value is not None and (self.content or name not in a.CONTENT):
                self.span.set_attribute(name, a.capped(value) if isinstance(value, str) else value)

    def end_as(self, status: str) -> None:
        """Write how it ended, where that is not an error."""
        self.span.set_attribute(a.STATUS, status)

    def failed(self, error: BaseException) -> None:
        """Mark the span as an error: the type always, the text only as captured content."""
        self.span.set_attribute(a.ERROR_TYPE, type(error).__name__)
        self.span.set_status(StatusCode.ERROR, str(error)[:1000] if self.content else None)

    def called(self, status: str, seconds: float, digest: str) -> None:
        """Write how a tool call went."""
        self.set({a.CALL_STATUS: status, a.CALL_SECONDS: seconds, a.CALL_ARGUMENTS_HASH: digest or None})

    def observed(self, seen: Observation, code: str, calls: int) -> None:
        """Write what an action showed: sizes and counts, its text only as captured content."""
        if not self.span.is_recording():
            return  # nobody collects: the common case costs nothing
        fault = seen["fault"]
        self.set(
            {
                a.STATUS: seen["status"],
                a.CODE_BYTES: len(code.encode(errors="replace")),
                a.CODE_LINES: code.count("\n") + 1,
                a.OUTPUT_BYTES: len(seen["output"].encode(errors="replace")),
                a.OUTPUT_TRUNCATED: seen["truncated"],
                a.VARIABLES: len(seen["variables"]),
                a.CALLS: calls,
                a.FAULT_TYPE: fault["type"] if fault else None,
                a.CODE: code,
                a.OUTPUT: seen["output"],
            }
        )
        if fault:
            self.span.set_attribute(a.ERROR_TYPE, fault["type"])
            self.span.set_status(StatusCode.ERROR, fault["message"] if self.content else None)


class Spans:
    """The spans of one run: opened in one node, closed in another or by the run's wrapper."""

    def __init__(self, agent: str, conversation: str | None = None) -> None:
        self._tracer = trace.get_tracer("codenode")
        self._agent = agent
        self._conversation = conversation
        self._content = captures_content()
        self._run: Open | None = None
        self._step: Open | None = None

    # --- the run and its steps: opened and closed in different places -----------------------------------

    def open_run(self, isolation: str) -> None:
        """Open `invoke_agent`, a child of whatever span is current here."""
        self._run = self._opened(
            f"invoke_agent {self._agent}", "AGENT", {a.OPERATION: "invoke_agent", a.ISOLATION: isolation}
        )

    def close_run(
        self, reason: str, error: BaseException | None = None, totals: Mapping[str, Value] | None = None
    ) -> None:
        """Close everything still open; `reason` is why the run ended. Harmless the second time."""
        self.close_step("error" if error else reason)
        run, self._run = self._run, None
        if run is None:
            return
        run.set({a.FINISH_REASON: reason, **(totals or {})})
        if error is not None:
            run.failed(error)
        run.span.end()

    def open_step(self, number: int) -> None:
        """Open `step n` under the run; a step left open by a failed attempt is closed first."""
        self.close_step("error")
        values = {a.STEP_NUMBER: number}
        self._step = self._opened(f"step {number}", "CHAIN", values, parent=self._run)

    def close_step(self, status: str) -> None:
        """Close the open step."""
        step, self._step = self._step, None
        if step is not None:
            step.end_as(status)
            step.span.end()

    # --- what happens within a step ----------------------------------------------------------------------

    def chat(self, model: str, provider: str, within: Open | None = None) -> Open:
        """Span of a model call."""
        values = {a.OPERATION: "chat", a.REQUEST_MODEL: model, a.PROVIDER: provider}
        return self._opened(f"chat {model}", "LLM", values, within or self._step or self._run, SpanKind.CLIENT)

    def plan(self) -> Open:
        """Span of a plan that is written, between two steps."""
        return self._opened(f"plan {self._agent}", "CHAIN", {a.OPERATION: "plan"}, self._run)

    def action(self, action_id: str) -> Open:
        """Span of the code of one action."""
        values = _tool("python", action_id, "extension")
        return self._opened("execute_tool python", "TOOL", values, self._step or self._run)

    def compaction(self, through: int) -> Open:
        """Span of a summary of older steps."""
        return self._opened("compact", "CHAIN", {a.OPERATION: "compact", a.STEP_NUMBER: through}, self._run)

    def tool(self, name: str, call_id: str) -> Open:
        """Span of a tool call made by code: a child of whatever is current, the action."""
        return self._opened(f"execute_tool {name:.80}", "TOOL", _tool(name[:80], call_id, "function"))

    def _opened(
        self,
        name: str,
        kind: str,
        values: Mapping[str, Value],
        parent: Open | None = None,
        span_kind: SpanKind = SpanKind.INTERNAL,
    ) -> Open:
        if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
            return Open(trace.INVALID_SPAN, self._content)  # nobody collects: the common case costs nothing
        context = trace.set_span_in_context(parent.span) if parent else None
        opened = Open(self._tracer.start_span(name, context, kind=span_kind), self._content)
        if opened.span.is_recording():
            opened.set({a.KIND: kind, a.AGENT_NAME: self._agent, a.CONVERSATION: self._conversation, **values})
        return opened


def _tool(name: str, call_id: str, kind: str) -> dict[str, Value]:
    return {a.OPERATION: "execute_tool", a.TOOL_NAME: name, a.TOOL_TYPE: kind, a.TOOL_CALL_ID: call_id}
