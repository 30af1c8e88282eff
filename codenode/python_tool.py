"""Give other agents a tool that runs Python, with tools of its own that the code calls."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.messages import ToolMessage
from langchain_core.runnables import RunnableConfig, ensure_config
from langchain_core.tools import StructuredTool
from langgraph.prebuilt import ToolRuntime
from langgraph.types import Command
from pydantic import PrivateAttr

from codenode import bookmarks, memory
from codenode.acting import Acted, Acting
from codenode.effects import Steps, adrive, drive
from codenode.executors.base import Executor, Level
from codenode.executors.limits import Limits
from codenode.journal.base import Journal
from codenode.nodes.finish import with_files
from codenode.policy import Policy
from codenode.prompts import render
from codenode.prompts.listing import listing
from codenode.snapshots.base import SnapshotStore
from codenode.tools.commands import update_of
from codenode.tools.toolset import Source

if TYPE_CHECKING:
    from codenode.snapshots.snapshots import Location

KEPT = "Variables persist between calls."
FRESH = "Each call begins without the variables of the calls before: do what belongs together in one call."
EITHER = (
    "Variables persist between calls only where this conversation is a thread: if a name of an earlier call is not "
    "defined, do what belongs together in one call."
)
"""What is said of variables where the tool is made: whether there is a thread shows when it is called."""


def code_tool(
    tools: Sequence[Source] | None = (),
    *,
    name: str = "python",
    description: str | None = None,
    imports: Sequence[str] = (),
    files: Sequence[str | Path] = (),
    executor: str | Executor = "auto",
    require: Level | None = None,
    limits: Limits | None = None,
    policy: Policy | None = None,
    tool_calls: int = 1_000,
    journal: Journal | str | Path | None = None,
    snapshots: "Location | None" = None,
) -> "CodeTool":
    """Return a tool `python(code)` for any agent that calls tools: `ToolNode`, `create_agent`, a graph of your own.

    Variables live per `thread_id`, and follow it to other processes and into forks; without one, for one call. What
    the code showed is the message's content, the whole `Observation` its artifact; where a checkpointer stores it, it
    refers to its files and displays, and `read_artifacts` reads them. A `Command` that a tool in the code returns ends
    the code and is the tool's.

        graph.add_node("tools", ToolNode([code_tool([search])]))

    LangGraph matches answers to a task. Where somebody may be asked, give each call of a message a task of its own;
    two in one task are refused. `create_agent` does so by itself.

        def calls(state):
            return [Send("tools", [call]) for call in state["messages"][-1].tool_calls] or END

        graph.add_node("tools", ToolNode([code_tool([search, pay], policy=Policy(ask=["pay"]))]))
        graph.add_conditional_edges("model", calls, ["tools", END])

    Args:
        tools: typed functions with a docstring, or LangChain tools; code calls them by name.
        name: of the tool.
        description: in place of the one that tells the rules and the tools.
        imports: modules beyond the safe standard library, e.g. `["numpy"]`.
        files: files the code may open, by their names without folders.
        executor: as in `create_code_agent`.
        require: the weakest level that will do.
        limits: ceilings of one run of the code and of its process.
        policy: what code may call by itself, and what somebody is asked about first; default all.
        tool_calls: calls that one run of the code may make.
        journal: where calls are written down, so that a resumed run does not make them again. By default in this
            process, which serves pauses but no restart.
        snapshots: where the variables of a thread are kept after each action, and the files of its answers, so that any
            process can go on with it: as in `create_code_agent`. By default in this process.
    """
    acting = Acting(
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

    # The runtime is filled in by who runs tools in a graph; called by hand the tool does without.
    def run(code: str, config: RunnableConfig, runtime: ToolRuntime = None) -> Any:  # type: ignore[assignment]
        return drive(_acted(acting, code, config, runtime))

    async def arun(code: str, config: RunnableConfig, runtime: ToolRuntime = None) -> Any:  # type: ignore[assignment]
        return await adrive(_acted(acting, code, config, runtime))

    said = description or told(acting)
    tool = CodeTool.from_function(run, arun, name=name, description=said, response_format="content_and_artifact")
    assert isinstance(tool, CodeTool)
    tool.acts_by(acting)
    return tool


class CodeTool(StructuredTool):
    """The tool `python`; it knows where the files of its answers are kept."""

    _acting: Acting = PrivateAttr()

    def acts_by(self, acting: Acting) -> None:
        """Say what runs the code."""
        self._acting = acting

    @property
    def artifact_store(self) -> SnapshotStore:
        """Where the files of answers and displays are kept, for `read_artifacts`."""
        return self._acting.artifact_store

    def delete_thread(self, thread: str) -> None:
        """Forget a thread: its interpreter, the journal of its calls, its files; its checkpoints are the graph's."""
        drive(self._acting.forgotten(thread))

    async def adelete_thread(self, thread: str) -> None:
        """Forget a thread, on the event loop."""
        await adrive(self._acting.forgotten(thread))


def told(acting: Acting) -> str:
    """Return what a model is told of the interpreter: its rules, its files, the functions code can call."""
    text = render.text("tool.md").replace("{tool}", acting.name).replace("{variables}", EITHER)
    text = text.replace("{imports}", render.importable(acting.imports))
    parts = [text, listing(acting.files)]
    if acting.tools.stubs:
        parts.append(f"Functions that the code can call, and only code:\n\n{acting.tools.stubs}")
    return "\n\n".join(part for part in parts if part)


def _acted(acting: Acting, code: str, config: RunnableConfig, runtime: ToolRuntime[Any, Any] | None) -> Steps[Any]:
    call = (runtime.tool_call_id if runtime else "") or ""
    state = runtime.state if runtime and isinstance(runtime.state, Mapping) else {}
    done = yield from acting.steps(code, ensure_config(config), action=call, state=state)
    return _answer(acting.name, code, call, done)


def _answer(name: str, code: str, call: str, done: Acted) -> tuple[Any, Any]:
    """Return content and artifact: a message or a command as content is taken as it is."""
    seen = done.seen
    text = memory.shown(seen, code, render.LARGE.observation_chars)
    if seen["status"] == "final":
        text = f"Answer: {with_files(seen['preview'], seen['value'], seen.get('artifacts', ()))}"
    if not call:
        return done.command or text, seen
    message = ToolMessage(
        text,
        name=name,
        tool_call_id=call,
        artifact=seen,
        status="error" if seen["fault"] else "success",
        response_metadata=bookmarks.metadata(done.bookmark),
    )
    if done.command is None:
        return message, None
    theirs, others = update_of(done.command, name)
    update: dict[str, Any] = {}
    for key, value in others:  # LangGraph's ToolNode takes one value a key: lists are for a reducer that adds
        earlier = update.get(key)
        update[key] = [*earlier, *value] if isinstance(earlier, list) and isinstance(value, list) else value
    update["messages"] = [message, *theirs]
    return Command(graph=done.command.graph, goto=done.command.goto, update=update), None
