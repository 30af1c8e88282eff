"""Bind a call's arguments as Python does, and turn results and errors into what the code can get."""

import json
from dataclasses import is_dataclass
from difflib import get_close_matches
from typing import Any

from langchain_core.messages import ToolMessage
from pydantic import BaseModel, ValidationError

from codenode.executors.conversation import Reply
from codenode.journal.entries import Entry
from codenode.tools.toolset import Tool, Toolset
from codenode.types import Fault, JsonValue, storable

MESSAGE = 2_000


class Mistake(Exception):  # noqa: N818 - the code's, and it is told
    """The call cannot be made as written."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def named(toolset: Toolset, name: str) -> Tool:
    """Return a tool.

    Raises:
        Mistake: there is none of that name.
    """
    tool = toolset.get(name)
    if tool is None:
        raise Mistake("NameError", f"there is no tool {name!r:.80}")
    return tool


def bound(tool: Tool, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments by name, so that a wrong call says what is wrong (pydantic drops unknown names).

    Raises:
        Mistake: there are too many, one is unknown, given twice, or missing.
    """
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


def received(tool: Tool, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments as the tool gets them: converted, and with its defaults; models as dicts.

    Raises:
        ValidationError: it would refuse them.
    """
    schema = tool.base.tool_call_schema  # without what is filled in by us
    if not (isinstance(schema, type) and issubclass(schema, BaseModel)):
        return arguments  # a JSON schema converts nothing
    return {**arguments, **schema.model_validate(arguments).model_dump(by_alias=True, warnings=False)}


def _meant(name: str, tool: Tool) -> str:
    close = get_close_matches(name[:80], tool.parameters, 1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def shown(arguments: dict[str, Any]) -> JsonValue:
    """Return the arguments as JSON; what JSON lacks stands as its text."""
    try:
        shown: JsonValue = json.loads(json.dumps(arguments, default=repr, allow_nan=False))
    except (ValueError, TypeError, RecursionError):
        return {name: repr(value)[:200] for name, value in arguments.items()}
    return storable(shown)


def data(result: object) -> object:
    """Return a tool's result as plain data."""
    if isinstance(result, ToolMessage):
        return result.content
    if isinstance(result, BaseModel):
        return result.model_dump()
    if isinstance(result, list):
        return [data(item) for item in result]
    if is_dataclass(result) and not isinstance(result, type):
        return {name: data(getattr(result, name)) for name in result.__dataclass_fields__}
    return result


def recorded(done: Entry, tool: str) -> Reply:
    """Return what the code gets of a call that was made before, from its record."""
    if done.get("steers"):
        return ended(tool)
    if "error" in done:
        kind, message = done["error"]
        return Reply(error=(kind, message))
    return Reply(value=done.get("value"))


def ended(tool: str) -> Reply:
    """Return what ends an action whose tool steers the graph."""
    return Reply(
        stop=Fault(
            type="Command", message=f"{tool}() ended this action: nothing after the call ran", line=None, hint=""
        )
    )


def raised(error: BaseException, tool: Tool | None) -> tuple[str, str]:
    """Return name and message of the exception to raise in the code."""
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
