"""Recognise what a tool returns to steer the graph, and keep it in a journal."""

import base64
from collections.abc import Mapping
from typing import Any

from langchain_core.messages import BaseMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.types import Command

from codenode.types import JsonValue

_FIELDS = ("graph", "update", "resume", "goto")


def steering(result: object) -> Command[Any] | None:
    """Return the command in a tool's result, None where there is none."""
    if isinstance(result, list):
        return next((one for one in result if isinstance(one, Command)), None)
    return result if isinstance(result, Command) else None


def dumped(command: Command[Any]) -> JsonValue:
    """Return a command as plain JSON."""
    kind, data = JsonPlusSerializer().dumps_typed({name: getattr(command, name) for name in _FIELDS})
    return [kind, base64.b64encode(data).decode()]


def loaded(kept: Any) -> Command[Any]:
    """Return a command that this host wrote into its journal."""
    kind, data = kept
    fields = JsonPlusSerializer().loads_typed((kind, base64.b64decode(data)))
    return Command(**fields)


def update_of(command: Command[Any], author: str) -> dict[str, Any]:
    """Return a command's update, its unnamed messages signed by the agent."""
    given = command.update
    update = dict(given) if isinstance(given, Mapping) else dict(command._update_as_tuples())  # noqa: SLF001 - how LangGraph reads other forms
    messages = update.get("messages")
    if isinstance(messages, list):
        update["messages"] = [_signed(message, author) for message in messages]
    return update


def _signed(message: Any, author: str) -> Any:
    if isinstance(message, BaseMessage) and message.type == "ai" and not message.name:
        return message.model_copy(update={"name": author})
    return message
