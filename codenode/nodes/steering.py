"""Follow the commands that the tools of an action returned: what they write here, and where the run leaves to."""

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, RemoveMessage
from langgraph.graph import END
from langgraph.types import Command

from codenode.compaction import counted
from codenode.errors import ConfigurationError
from codenode.nodes.parts import Parts
from codenode.state import Asked, CodeState, Handover, Update, named
from codenode.tools.commands import as_update, update_of
from codenode.types import CallRecord

CALLED = "Before I handed over, I called: {calls}"
MADE = frozenset({"done", "failed", "unknown"})
"""How calls end that may have changed something."""


def steered(parts: Parts, state: CodeState, command: Command[Any], update: Update) -> list[tuple[str, Any]]:
    """Put what a tool's command says of this graph into the update; return its other writes."""
    messages, others = update_of(command, parts.name)
    update |= _said(state, messages)
    if _ends(command):
        update["status"] = "command"
    return others


def handed(parts: Parts, command: Command[Any], lost: Sequence[CallRecord]) -> Handover:
    """Return a hand-over for the node `finish`: LangGraph drops what is written together with it.

    Args:
        parts: of the agent.
        command: to the graph around.
        lost: calls of the run that this agent will not remember: those with effects are told in the conversation.
    """
    messages, others = update_of(command, parts.name)
    idempotent = {tool.name for tool in parts.toolset if tool.idempotent}
    if made := [one for one in lost if one["status"] in MADE and one["tool"] not in idempotent]:
        messages = [AIMessage(CALLED.format(calls=counted(made)), name=parts.name), *messages]
    given = [("messages", messages), *others] if messages else others
    return Handover(goto=command.goto, update=[[key, value] for key, value in given])


def left(handover: Handover) -> Command[Any]:
    """Return the command that leaves for the graph around."""
    update = as_update([(key, value) for key, value in handover["update"]])
    return Command(graph=Command.PARENT, goto=handover["goto"], update=update)


def check_goto(parts: Parts, command: Command[Any] | None) -> None:
    """Refuse a command to a node of this graph: where a run goes is not for tools to say, but for its end.

    Raises:
        ConfigurationError: it is one.
    """
    if command is not None and command.goto and not _ends(command):
        raise ConfigurationError(
            f"a tool of {parts.name!r} returned Command(goto={command.goto!r}), and there is no such node for it; use "
            "graph=Command.PARENT with a node of the graph around the agent, or goto=END, which ends the run"
        )


def _ends(command: Command[Any]) -> bool:
    return command.goto == END or (isinstance(command.goto, list | tuple) and list(command.goto) == [END])


def _said(state: CodeState, given: Sequence[Any]) -> Update:
    """Return the messages of an update with ids, and that the steps to come follow the last new one of them."""
    if not given:
        return {}
    messages = named({"messages": list(given)})["messages"]
    known = {message.id for message in state["messages"]}
    new = [one.id for one in messages if one.id not in known and not isinstance(one, RemoveMessage)]
    turns = state.get("asked")
    if not (new and turns):
        return {"messages": messages}
    turn = Asked(after=new[-1], task=turns[-1]["task"], first=len(state["steps"]) + 2)
    return {"messages": messages, "asked": [turn]}
