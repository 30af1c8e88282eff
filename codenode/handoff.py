"""Let agents work for one another: an agent as a tool, and tools that hand the conversation over."""

from contextvars import ContextVar
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, StructuredTool
from langgraph.types import Command

from codenode.artifacts import aread_artifacts, described, read_artifacts
from codenode.errors import ConfigurationError
from codenode.nodes.finish import METADATA
from codenode.tools.marks import resumable

_called: ContextVar[str | None] = ContextVar("codenode_agent_tool_call", default=None)
"""Id of the message's call that runs the tool; None where it is called with arguments, as code does."""


class AgentTool(StructuredTool):
    """An agent as a tool, which answers who calls it: code with data, a model with a message.

    LangChain gives a tool's call only to tools that ask for it, and these cannot be called without one.
    """

    def run(self, *args: Any, tool_call_id: str | None = None, **kwargs: Any) -> Any:
        """Run the agent."""
        token = _called.set(tool_call_id)
        try:
            return super().run(*args, tool_call_id=tool_call_id, **kwargs)
        finally:
            _called.reset(token)

    async def arun(self, *args: Any, tool_call_id: str | None = None, **kwargs: Any) -> Any:
        """Run the agent on the event loop."""
        token = _called.set(tool_call_id)
        try:
            return await super().arun(*args, tool_call_id=tool_call_id, **kwargs)
        finally:
            _called.reset(token)


def agent_tool(agent: Any, name: str, description: str) -> BaseTool:
    """Return an agent as a tool that takes a task.

    The result is the agent's answer as data, for code with its files as bytes (tables as text). A message of a model's
    call describes the files, and its artifact refers to them, or has them where no checkpointer keeps anything. An
    agent that could not finish raises, so that its excuse is not taken for an answer. A call that was cut off or
    paused is entered again, and goes on where it stopped.

    Args:
        agent: a code agent.
        name: of the tool.
        description: what it is good for, in a sentence.
    """
    if not description.strip():
        raise ConfigurationError(f"tool {name!r} needs a description; say in one sentence what the agent does")

    def run(task: str, config: RunnableConfig) -> Any:
        state = _finished(name, agent.invoke(_asked(task)))
        if not described(state) or _called.get():
            return _told(name, state)
        return _whole(state, read_artifacts(state, agent, config))

    async def arun(task: str, config: RunnableConfig) -> Any:
        state = _finished(name, await agent.ainvoke(_asked(task)))
        if not described(state) or _called.get():
            return _told(name, state)
        return _whole(state, await aread_artifacts(state, agent, config))

    return resumable(AgentTool.from_function(run, arun, name=name, description=description))


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


def _finished(name: str, state: dict[str, Any]) -> dict[str, Any]:
    """Return how a run ended.

    Raises:
        RuntimeError: without an answer.
    """
    last = state["messages"][-1]
    status = last.response_metadata.get(METADATA, {}).get("status", "final")
    if status != "final":
        raise RuntimeError(f"{name}() could not finish ({status}): {last.text}")
    return state


def _told(name: str, state: dict[str, Any]) -> Any:
    """Return what a model is told of an answer: its data; of one with files the text, which describes them."""
    call, files = _called.get(), described(state["messages"][-1])
    if not (call and files):
        return state.get("structured_response")
    brought = {file["name"]: file for file in state.get("artifacts", ())}
    told = [file if file.get("kept") else brought.get(file["name"], file) for file in files]
    return ToolMessage(state["messages"][-1].text, name=name, tool_call_id=call, artifact={"artifacts": told})


def _whole(state: dict[str, Any], files: dict[str, bytes]) -> Any:
    """Return an answer with its files where it refers to them: a table as text, anything else as bytes."""
    answer = state.get("structured_response")
    if isinstance(answer, list):
        return [_file(part, files) for part in answer]
    if isinstance(answer, dict) and _named(answer) not in files:
        return {key: _file(part, files) for key, part in answer.items()}
    return _file(answer, files)


def _named(part: dict[str, Any]) -> str:
    name = part.get("artifact")
    return name if isinstance(name, str) else ""


def _file(part: Any, files: dict[str, bytes]) -> Any:
    data = files.get(_named(part)) if isinstance(part, dict) else None
    if data is None:
        return part
    return data.decode(errors="replace") if part.get("mime_type") == "text/csv" else data
