"""CodeNode: act alone. It is to code what ToolNode is to tool calls."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage
from langchain_core.runnables import Runnable, RunnableConfig, ensure_config
from langgraph.types import Command

from codenode import bookmarks, memory
from codenode.acting import Acted, Acting
from codenode.effects import Steps, adrive, drive
from codenode.errors import ConfigurationError
from codenode.executors.base import Executor, Level
from codenode.executors.limits import Limits
from codenode.journal.base import Journal
from codenode.journal.entries import digest
from codenode.nodes.finish import METADATA, with_files
from codenode.parsing import parse, text_of
from codenode.policy import Policy
from codenode.prompts import render
from codenode.snapshots.base import SnapshotStore
from codenode.tools.commands import as_update, update_of
from codenode.tools.toolset import Source

if TYPE_CHECKING:
    from codenode.snapshots.snapshots import Location

Update = dict[str, Any] | Command[Any]


class CodeNode(Runnable[dict[str, Any], Update]):
    """Runs the code in the last AI message and answers with what it showed.

    The observation comes as a `HumanMessage`, a final answer as an `AIMessage`; both carry the
    `Observation` in `response_metadata["codenode"]`; where a checkpointer stores it, it refers to its files and
    displays, and `read_artifacts` reads them. A message without code gives no update. Variables live per `thread_id`,
    and follow it to other processes and into forks; without one, for one call. A `Command` that a tool returns is the
    node's, with what was seen in its messages.

        graph.add_node("code", CodeNode(tools=[search], policy=Policy(ask=["pay"])))

    Args:
        tools: typed functions with a docstring, or LangChain tools; code calls them by name.
        name: of the node.
        imports: modules beyond the safe standard library, e.g. `["numpy"]`.
        files: files the code may open, by their names without folders.
        executor: as in `create_code_agent`, like `require` and `limits`.
        policy: what code may call by itself, and what somebody is asked about first; default all.
        tool_calls: calls that one action may make.
        journal: where calls are written down, so that a resumed run does not make them again. By default in this
            process, which serves pauses but no restart.
        snapshots: where the variables of a thread are kept after each action, and the files of its answers, so that any
            process can go on with it: as in `create_code_agent`. By default in this process.
    """

    def __init__(
        self,
        tools: Sequence[Source] | None = (),
        *,
        name: str = "code",
        imports: Sequence[str] = (),
        files: Sequence[str | Path] = (),
        executor: str | Executor = "auto",
        require: Level | None = None,
        limits: Limits | None = None,
        policy: Policy | None = None,
        tool_calls: int = 1_000,
        journal: Journal | str | Path | None = None,
        snapshots: "Location | None" = None,
    ) -> None:
        self.name = name
        self._acting = Acting(
            name,
            tools,
            imports=imports,
            files=files,
            executor=executor,
            require=require,
            limits=limits,
            policy=policy,
            tool_calls=tool_calls,
            journal=journal,
            snapshots=snapshots,
        )

    @property
    def artifact_store(self) -> SnapshotStore:
        """Where the files of answers and displays are kept, for `read_artifacts`."""
        return self._acting.artifact_store

    def invoke(self, input: dict[str, Any], config: RunnableConfig | None = None, **_: Any) -> Update:  # noqa: A002 - Runnable's name
        """Run the code of the last message."""
        return drive(self._acted(input, ensure_config(config)))

    async def ainvoke(self, input: dict[str, Any], config: RunnableConfig | None = None, **_: Any) -> Update:  # noqa: A002
        """Run the code of the last message on the event loop."""
        return await adrive(self._acted(input, ensure_config(config)))

    def _acted(self, state: Mapping[str, Any], config: RunnableConfig) -> Steps[Update]:
        messages = state.get("messages") or []
        last = _last(messages)
        code = parse(text_of(last)).code
        if not code:
            return {}
        # Without `add_messages` a message may have no id: a resume must find the same one again.
        action = last.id or digest(code, str(len(messages)))
        done = yield from self._acting.steps(code, config, action=action, state=state)
        return self._update(done, code)

    def _update(self, done: Acted, code: str) -> Update:
        messages = [self._message(done, code)]
        if done.command is None:
            return {"messages": messages}
        theirs, others = update_of(done.command, self._acting.name)
        update = as_update([("messages", [*messages, *theirs]), *others])
        return Command(graph=done.command.graph, goto=done.command.goto, update=update)

    def _message(self, done: Acted, code: str) -> BaseMessage:
        seen = done.seen
        told = {METADATA: seen, **bookmarks.metadata(done.bookmark)}
        if seen["status"] == "final":
            files = seen.get("artifacts", ())
            text = with_files(seen["preview"], seen["value"], files) if files else str(seen["value"])
            return AIMessage(text, name=self.name, response_metadata=told)
        text = memory.shown(seen, code, render.LARGE.observation_chars)
        return HumanMessage(text, name=self.name, response_metadata=told)

    def delete_thread(self, thread: str) -> None:
        """Forget a thread: its interpreter, the journal of its calls, its files; its checkpoints are the graph's."""
        drive(self._acting.forgotten(thread))

    async def adelete_thread(self, thread: str) -> None:
        """Forget a thread, on the event loop."""
        await adrive(self._acting.forgotten(thread))

    def close(self) -> None:
        """End all workers of this node."""
        self._acting.close()


def _last(messages: Sequence[AnyMessage]) -> AIMessage:
    if not messages or not isinstance(messages[-1], AIMessage):
        raise ConfigurationError("CodeNode runs the code of an AI message; the last message is not one")
    return messages[-1]
