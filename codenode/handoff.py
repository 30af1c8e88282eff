"""Let agents work for one another: an agent as a tool, and tools that hand the conversation over."""

import base64
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.tools import BaseTool, StructuredTool
from langgraph.types import Command

from codenode.errors import ConfigurationError
from codenode.nodes.finish import METADATA
from codenode.tools.marks import resumable
from codenode.types import Artifact


def agent_tool(agent: Any, name: str, description: str) -> BaseTool:
    """Return an agent as a tool that takes a task.

    The result is the agent's answer as data, with its files as bytes (tables as text). An agent that could not finish
    raises, so that its excuse is not taken for an answer. A call that was cut off or paused is entered again, and goes
    on where it stopped.

    Args:
        agent: a code agent.
        name: of the tool.
        description: what it is good for, in a sentence.
    """
    if not description.strip():
        raise ConfigurationError(f"tool {name!r} needs a description; say in one sentence what the agent does")

    def run(task: str) -> Any:
        return _answer(name, agent.invoke(_asked(task)))

    async def arun(task: str) -> Any:
        return _answer(name, await agent.ainvoke(_asked(task)))

    return resumable(StructuredTool.from_function(run, arun, name=name, description=description))


def create_handoff_tool(*, agent_name: str, name: str | None = None, description: str | None = None) -> BaseTool:
    """Return a tool that hands the conversation over to another agent of the parent graph.

    It ends the action: nothing after the call runs. The parent goes on at the node `agent_name`, with the
    conversation so far, a message that says what was handed over, and `active_agent` where its state has the key.

    Args:
        agent_name: node of the parent graph.
        name: of the tool, by default `transfer_to_{agent_name}`.
        description: when to use it.

    Raises:
        ConfigurationError: no node has such a name.
    """
    if not agent_name.strip():
        raise ConfigurationError(
            f"agent_name={agent_name!r} names no agent; give the name of the parent graph's node to hand over to"
        )
    title = name or f"transfer_to_{agent_name.replace('-', '_').replace(' ', '_').lower()}"

    def transfer(task: str) -> Command[Any]:
        message = AIMessage(f"Handing over to {agent_name}: {task}")
        return Command(
            goto=agent_name, graph=Command.PARENT, update={"messages": [message], "active_agent": agent_name}
        )

    told = description or f"Hand the conversation over to {agent_name}, saying what is to be done; ends your work."
    return StructuredTool.from_function(
        transfer, name=title, description=told, metadata={METADATA: {"handoff": agent_name}}
    )


def _asked(task: str) -> dict[str, Any]:
    return {"messages": [HumanMessage(task)]}


def _answer(name: str, state: dict[str, Any]) -> Any:
    last = state["messages"][-1]
    told = last.response_metadata.get(METADATA, {})
    status = told.get("status", "final")
    if status != "final":
        raise RuntimeError(f"{name}() could not finish ({status}): {last.text}")
    return _whole(state.get("structured_response"), {one["name"]: one for one in told.get("artifacts", ())})


def _whole(answer: Any, files: dict[str, Artifact]) -> Any:
    """Return an answer with its files where it refers to them: a table as text, anything else as bytes."""
    if not files:
        return answer
    if isinstance(answer, list):
        return [_file(part, files) for part in answer]
    if isinstance(answer, dict) and _named(answer) not in files:
        return {key: _file(part, files) for key, part in answer.items()}
    return _file(answer, files)


def _named(part: dict[str, Any]) -> str:
    name = part.get("artifact")
    return name if isinstance(name, str) else ""


def _file(part: Any, files: dict[str, Artifact]) -> Any:
    file = files.get(_named(part)) if isinstance(part, dict) else None
    if file is None:
        return part
    data = base64.b64decode(file["base64"])
    return data.decode(errors="replace") if file["mime_type"] == "text/csv" else data
