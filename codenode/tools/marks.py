"""Say of a tool what a resumed run may do with it, and let it know which call it is in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from langchain_core.tools import BaseTool

from codenode.errors import ToolError

T = TypeVar("T", bound=BaseTool | Callable[..., Any])
MARKS = "codenode"
_ATTRIBUTE = "__codenode__"
# What MCP servers say of their tools, as the adapters pass it on.
_HINTS = {"idempotent": ("idempotentHint", "readOnlyHint")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The call a tool is in."""

    id: str
    """`{action}.{number}`; unique in the thread."""
    key: str
    """Idempotency key: the same when the same call is made again after a crash. Empty without a journal."""
    attempt: int
    """From 1."""


_current: ContextVar[Call | None] = ContextVar("codenode_call", default=None)


def current_call() -> Call | None:
    """Return the call that runs this tool, None outside of one.

    Pass `key` on to services that take an idempotency key.
    """
    return _current.get()


@contextmanager
def calling(call: Call) -> Iterator[None]:
    """Let the tool see its call within the block."""
    token = _current.set(call)
    try:
        yield
    finally:
        _current.reset(token)


def idempotent(tool: T) -> T:
    """Mark a tool that may be run again with the same arguments (and the same key) without a second effect.

        @idempotent
        def refund(order: int) -> str: ...

    A call of it whose outcome was lost in a crash is made again; of any other tool the code, or somebody, is told.
    """
    return _marked(tool, "idempotent")


def resumable(tool: T) -> T:
    """Mark a tool that goes on where it stopped when it is called again: one that runs a checkpointed graph.

    A call of it that was cut off by a crash is entered again.
    """
    return _marked(tool, "resumable")


def marked(base: BaseTool, mark: str) -> bool:
    """Say whether a tool has a mark, ours or that of an MCP server."""
    said = {**(base.metadata or {})}
    own = said.get(MARKS)
    if isinstance(own, dict) and own.get(mark):
        return True
    hints = {**said, **(said["annotations"] if isinstance(said.get("annotations"), dict) else {})}
    if any(hints.get(hint) is True for hint in _HINTS.get(mark, ())):
        return True
    function = getattr(base, "func", None) or getattr(base, "coroutine", None)
    return mark in getattr(function, _ATTRIBUTE, ())


def _marked(tool: T, mark: str) -> T:
    if isinstance(tool, BaseTool):
        own = (tool.metadata or {}).get(MARKS) or {}
        tool.metadata = {**(tool.metadata or {}), MARKS: {**own, mark: True}}
        return tool
    if not callable(tool):
        raise ToolError(f"{tool!r:.80} is no tool; mark a function or a LangChain tool")
    setattr(tool, _ATTRIBUTE, {*getattr(tool, _ATTRIBUTE, ()), mark})
    return tool
