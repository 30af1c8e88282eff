"""Recognise what a tool returns to steer the graph, and keep it in a journal."""

import base64
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from langchain_core.messages import BaseMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.graph import END
from langgraph.types import Command, Send

from codenode.types import JsonValue, Observation

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


def together(commands: Sequence[Command[Any]]) -> Command[Any] | None:
    """Return what several tools of one action returned as one command, the updates in the order of the calls.

    A hand-over comes before anything else: LangGraph drops what is written together with it.
    """
    own, over = parted(commands)
    return over or own


def parted(commands: Sequence[Command[Any]]) -> tuple[Command[Any] | None, Command[Any] | None]:
    """Return what several tools of one action returned as one command to the agent's graph, and one to that around."""
    own = [command for command in commands if command.graph != Command.PARENT]
    over = [command for command in commands if command.graph == Command.PARENT]
    return _joined(own), _joined(over)


def _joined(commands: Sequence[Command[Any]]) -> Command[Any] | None:
    if len(commands) <= 1:
        return commands[0] if commands else None
    goto = next((command.goto for command in commands if command.goto), ())
    update = [pair for command in commands for pair in command._update_as_tuples()]  # noqa: SLF001 - how LangGraph reads them
    return Command(graph=commands[0].graph, goto=goto, update=update)


def check_known(command: Command[Any], nodes: Collection[str]) -> None:
    """Refuse a hand-over to where nobody is; LangGraph would log that, and end the run around.

    Args:
        command: to the graph around.
        nodes: that graph's, as far as they are known; of none it is not.

    Raises:
        RuntimeError: it names no node.
    """
    several = command.goto if isinstance(command.goto, list | tuple) else [command.goto]
    for goto in several if nodes else ():
        name = goto.node if isinstance(goto, Send) else goto
        if name != END and name not in nodes:
            told = ", ".join(sorted(nodes))
            raise RuntimeError(f"there is no node {name!r} to hand over to; the graph around this agent has {told}")


def check_agree(commands: Iterable[Command[Any]], command: Command[Any]) -> None:
    """Refuse a command that leads elsewhere than another one of its action.

    Raises:
        RuntimeError: it does.
    """
    for other in commands:
        if command.goto and other.goto and (command.graph, command.goto) != (other.graph, other.goto):
            raise RuntimeError(f"this action goes to {other.goto!r} already; go to one place at a time")


def update_of(command: Command[Any], author: str) -> tuple[list[Any], list[tuple[str, Any]]]:
    """Return the messages of a command's update, unnamed ones signed by the agent, and its other writes in order."""
    messages: list[Any] = []
    others = []
    for key, value in command._update_as_tuples():  # noqa: SLF001
        if key == "messages":
            messages += value if isinstance(value, list) else [value]
        else:
            others.append((key, value))
    return [_signed(message, author) for message in messages], others


def as_update(writes: Sequence[tuple[str, Any]]) -> Any:
    """Return writes as LangGraph takes them: a mapping, or where a key is written twice the writes themselves."""
    update = dict(writes)
    return update if len(update) == len(writes) else list(writes)


def tell_ended(seen: Observation) -> None:
    """Let an observation say that a tool ended the action, in place of a fault."""
    if fault := seen["fault"]:
        seen["output"] = f"{seen['output']}[{fault['message']}]\n"
    seen["status"], seen["fault"] = "ok", None


def _signed(message: Any, author: str) -> Any:
    if isinstance(message, BaseMessage) and message.type == "ai" and not message.name:
        return message.model_copy(update={"name": author})
    return message
