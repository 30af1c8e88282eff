"""Let an agent of LangChain's `create_agent` act in code, too: a tool that runs Python, and words that explain it."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.messages import SystemMessage
from langchain_core.runnables import ensure_config

from codenode.executors.base import Executor, Level
from codenode.executors.limits import Limits
from codenode.journal.base import Journal
from codenode.models.extras import load
from codenode.policy import Policy
from codenode.python_tool import EITHER, FRESH, KEPT, CodeTool, code_tool
from codenode.snapshots.base import SnapshotStore
from codenode.tools.toolset import Source

if TYPE_CHECKING:
    from codenode.snapshots.snapshots import Location

_Base: Any = load("langchain.agents.middleware", what="codenode.middleware", extra="langchain").AgentMiddleware
DESCRIPTION = "Run Python in a sandboxed interpreter and see what it shows; the system message says what it can do."


class CodeMiddleware(_Base):  # type: ignore[misc]  # langchain is not there for every type checker
    """Gives an agent the tool `python`, whose code calls tools of its own.

        create_agent(model, tools=[], middleware=[CodeMiddleware([search, fetch], policy=Policy(ask=["fetch"]))])

    Their stubs and the rules are added to the system message, the same at each model call of a thread. Variables
    persist between calls with a checkpointer and a `thread_id`; else each call begins anew. Calls in the code pass
    our gate: policy, approvals, journal and spans hold for them; `wrap_tool_call` of other middleware sees `python`
    alone.

    Args:
        tools: typed functions with a docstring, or LangChain tools, for code only.
        tool_name: of the tool.
        imports: modules beyond the safe standard library, e.g. `["numpy"]`.
        files: files the code may open, by their names without folders.
        executor: as in `create_code_agent`, like `require` and `limits`.
        policy: what code may call by itself, and what somebody is asked about first; default all.
        tool_calls: calls that one run of the code may make.
        journal: where calls are written down, so that a resumed run does not make them again.
        snapshots: where the variables of a thread are kept after each action, and the files of its answers, so that any
            process can go on with it: as in `create_code_agent`. By default in this process.
    """

    def __init__(
        self,
        tools: Sequence[Source] | None = (),
        *,
        tool_name: str = "python",
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
        super().__init__()
        told = code_tool(
            tools,
            name=tool_name,
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
        self.rules = told.description
        """What is added to the system message; there it says of variables what is true in this run."""
        told.description = DESCRIPTION
        self.tools = [told]

    @property
    def artifact_store(self) -> SnapshotStore:
        """Where the files of answers and displays are kept, for `read_artifacts`."""
        return self._tool.artifact_store

    @property
    def _tool(self) -> CodeTool:
        tool = self.tools[0]
        assert isinstance(tool, CodeTool)
        return tool

    def delete_thread(self, thread: str) -> None:
        """Forget a thread: its interpreter, the journal of its calls, its files; its checkpoints are the graph's."""
        self._tool.delete_thread(thread)

    async def adelete_thread(self, thread: str) -> None:
        """Forget a thread, on the event loop."""
        await self._tool.adelete_thread(thread)

    @property
    def name(self) -> str:
        """Its own for each tool: LangChain takes no two middlewares of one name."""
        return f"{type(self).__name__}[{self.tools[0].name}]"

    def wrap_model_call(self, request: Any, handler: Callable[[Any], Any]) -> Any:
        """Call the model with the rules."""
        return handler(self._explained(request))

    async def awrap_model_call(self, request: Any, handler: Callable[[Any], Awaitable[Any]]) -> Any:
        """Await the model with the rules."""
        return await handler(self._explained(request))

    def _explained(self, request: Any) -> Any:
        before = request.system_message
        rules = self.rules.replace(EITHER, KEPT if ensure_config().get("configurable", {}).get("thread_id") else FRESH)
        if before is None:
            return request.override(system_message=SystemMessage(rules))
        if isinstance(before.content, str):
            content: Any = f"{before.content}\n\n{rules}"
        else:
            content = [*before.content, {"type": "text", "text": f"\n\n{rules}"}]
        return request.override(system_message=before.model_copy(update={"content": content}))
