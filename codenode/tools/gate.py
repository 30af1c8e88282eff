"""The one way from code to a tool: bind, validate, count, run, record, answer.

The stages stand in the order of the design; policy and journal have their places between them. The gate
is sans-IO like the conversation it serves.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field, is_dataclass
from difflib import get_close_matches
from threading import Thread
from typing import Any

from langchain_core.messages import ToolMessage
from langgraph.errors import GraphBubbleUp
from pydantic import BaseModel, ValidationError

from codenode.budget import Budget
from codenode.effects import Steps
from codenode.executors.conversation import CallRequest, Reply
from codenode.tools.toolset import Tool, Toolset
from codenode.tracing.spans import Spans
from codenode.types import CallRecord, CallStatus, Event, Fault, JsonValue, storable

MESSAGE = 2_000


@dataclass(frozen=True, slots=True)
class Invoke:
    """Run a tool with validated arguments."""

    tool: Tool
    arguments: dict[str, Any]

    def run(self) -> object:
        """Run it here; a tool that can only be awaited gets an event loop in a thread of its own."""
        if self.tool.is_async:
            return _in_thread(lambda: asyncio.run(self.arun()))
        return self.tool.base.invoke(self.arguments)

    async def arun(self) -> object:
        """Await it; LangChain moves a blocking tool to a thread, context and all."""
        return await self.tool.base.ainvoke(self.arguments)


def _in_thread(work: Callable[[], object]) -> object:
    outcome: list[object] = []
    failed: list[BaseException] = []

    def target() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # noqa: BLE001 - carried to the caller
            failed.append(error)

    # Trace context and LangGraph's run live in context variables: a raw thread would lose both.
    thread = Thread(target=copy_context().run, args=(target,))
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return outcome[0]


class Mistake(Exception):  # noqa: N818 - the code's, and it is told
    """The call cannot be made as written."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(kw_only=True)
class Gate:
    """The calls of one action."""

    toolset: Toolset
    budget: Budget
    used: int
    """Tool calls of the run before this action."""
    action: str
    """Id of the action; a call's id is `{action}.{n}`."""
    step: int
    spans: Spans
    tell: Callable[[Event], None]
    records: list[CallRecord] = field(default_factory=list)

    def call(self, request: CallRequest) -> Steps[Reply]:
        """Take one call through all stages and return what the code gets."""
        started = time.monotonic()
        number = f"{self.action}.{len(self.records) + 1}"
        status: CallStatus = "done"
        digest = ""
        with self.spans.tool(request.tool, number) as span:
            try:
                if stop := self._over_budget():
                    reply, status = Reply(stop=stop), "denied"
                else:
                    tool, arguments = self._bound(request)
                    digest = _digest(arguments)
                    self._announce(number, tool, arguments)
                    result = yield Invoke(tool, arguments)
                    reply = Reply(value=_data(result))
            except GraphBubbleUp:
                span.end_as("paused")
                raise
            except (Exception, SystemExit) as error:  # noqa: BLE001 - what a tool raises is raised in the code
                reply, status = Reply(error=_raised(error, self.toolset.get(request.tool))), "failed"
                span.failed(error)
            seconds = time.monotonic() - started
            span.called(status, seconds, digest)
            self._record(number, request.tool, status, seconds, digest)
        return reply

    def _over_budget(self) -> Fault | None:
        if self.used + len(self.records) < self.budget.tool_calls:
            return None
        message = f"the run may make {self.budget.tool_calls} tool calls and has made them"
        return Fault(type="BudgetExceeded", message=message, line=None, hint="answer with what you have")

    def _bound(self, request: CallRequest) -> tuple[Tool, dict[str, Any]]:
        tool = self.toolset.get(request.tool)
        if tool is None:
            raise Mistake("NameError", f"there is no tool {request.tool!r:.80}")
        return tool, _arguments(tool, request.args, request.kwargs)

    def _announce(self, number: str, tool: Tool, arguments: dict[str, Any]) -> None:
        self.tell(Event(type="call", step=self.step, id=number, tool=tool.name, arguments=_shown(arguments)))

    def _record(self, number: str, tool: str, status: CallStatus, seconds: float, digest: str) -> None:
        name = tool[:200]
        self.records.append(CallRecord(id=number, tool=name, arguments_hash=digest, status=status, seconds=seconds))
        self.tell(Event(type="return", step=self.step, id=number, tool=name, status=status, seconds=seconds))


def _arguments(tool: Tool, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Bind as Python does, so that a wrong call says what is wrong (pydantic drops unknown names)."""
    takes = f"it is {tool.signature}"
    if len(args) > len(tool.parameters):
        raise Mistake("TypeError", f"{tool.name}() got {len(args)} positional arguments; {takes}")
    bound = dict(zip(tool.parameters, args, strict=False))
    for name, value in kwargs.items():
        if name not in tool.parameters:
            raise Mistake(
                "TypeError", f"{tool.name}() got an unexpected argument {name!r:.80}{_meant(name, tool)}; {takes}"
            )
        if name in bound:
            raise Mistake("TypeError", f"{tool.name}() got {name!r} twice; {takes}")
        bound[name] = value
    if missing := [name for name in tool.parameters if name in tool.required and name not in bound]:
        raise Mistake("TypeError", f"{tool.name}() misses {', '.join(missing)}; {takes}")
    return bound


def _meant(name: str, tool: Tool) -> str:
    close = get_close_matches(name[:80], tool.parameters, 1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _digest(arguments: dict[str, Any]) -> str:
    text = json.dumps(_shown(arguments), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _shown(arguments: dict[str, Any]) -> JsonValue:
    """Return the arguments as JSON; what JSON lacks stands as its text."""
    try:
        shown: JsonValue = json.loads(json.dumps(arguments, default=repr, allow_nan=False))
    except (ValueError, TypeError, RecursionError):
        return {name: repr(value)[:200] for name, value in arguments.items()}
    return storable(shown)


def _data(result: object) -> object:
    if isinstance(result, ToolMessage):
        return result.content
    if isinstance(result, BaseModel):
        return result.model_dump()
    if isinstance(result, list):
        return [_data(item) for item in result]
    if is_dataclass(result) and not isinstance(result, type):
        return {name: _data(getattr(result, name)) for name in result.__dataclass_fields__}
    return result


def _raised(error: BaseException, tool: Tool | None) -> tuple[str, str]:
    kind, text = type(error).__name__, str(error)
    if isinstance(error, Mistake):
        kind = error.kind
    elif isinstance(error, ValidationError):
        kind, text = "TypeError", _invalid(error) + (f"; it is {tool.signature}" if tool else "")
    elif isinstance(error, KeyError) and len(error.args) == 1:
        text = str(error.args[0])  # str(KeyError) quotes its key, and would quote it again in the code
    return kind, text[:MESSAGE]


def _invalid(error: ValidationError) -> str:
    """Return the validator's findings in one line, without its links."""
    found = [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors(include_url=False)]
    return f"{error.title}: {'; '.join(found)}"
