"""CodeNode: act alone. It is to code what ToolNode is to tool calls."""

import weakref
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage
from langchain_core.runnables import Runnable, RunnableConfig, ensure_config

from codenode import memory
from codenode.effects import Steps, adrive, drive
from codenode.errors import ConfigurationError
from codenode.executors.base import Executor, Level
from codenode.executors.limits import Limits
from codenode.nodes.finish import METADATA
from codenode.parsing import parse, text_of
from codenode.prompts import render
from codenode.session import OpenSession, open_session
from codenode.tools.toolset import Source
from codenode.types import Observation, storable

SESSIONS = 32


class CodeNode(Runnable[dict[str, Any], dict[str, Any]]):
    """Runs the code in the last AI message and answers with what it showed.

    The observation comes as a `HumanMessage`, a final answer as an `AIMessage`; both carry the
    `Observation` in `response_metadata["codenode"]`. A message without code gives no update. Variables
    live per `thread_id` (at most 32 are kept, the least used goes first); without one, for one call.

        graph.add_node("code", CodeNode(tools=[search]))

    Args are those of `open_session`.
    """

    def __init__(
        self,
        tools: Sequence[Source] = (),
        *,
        name: str = "code",
        imports: Sequence[str] = (),
        files: Sequence[str | Path] = (),
        executor: str | Executor = "auto",
        require: Level | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.name = name
        self._settings: dict[str, Any] = {
            "tools": tools, "imports": imports, "files": files, "executor": executor, "require": require,
            "limits": limits,
        }  # fmt: skip
        self._sessions: OrderedDict[str, OpenSession] = OrderedDict()
        weakref.finalize(self, _close_all, self._sessions)
        open_session(**self._settings).close()  # a wrong setting is told here, not in the first run

    def invoke(self, input: dict[str, Any], config: RunnableConfig | None = None, **_: Any) -> dict[str, Any]:  # noqa: A002 - Runnable's name
        """Run the code of the last message."""
        return drive(self._acted(input, ensure_config(config)))

    async def ainvoke(
        self,
        input: dict[str, Any],  # noqa: A002
        config: RunnableConfig | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        """Run the code of the last message on the event loop."""
        return await adrive(self._acted(input, ensure_config(config)))

    def _acted(self, state: dict[str, Any], config: RunnableConfig) -> Steps[dict[str, Any]]:
        code = parse(text_of(_last(state.get("messages") or []))).code
        if not code:
            return {}
        thread = str(config.get("configurable", {}).get("thread_id") or "")
        session = self._session(thread) if thread else open_session(**self._settings)
        try:
            seen = yield from session.steps(code)
        finally:
            if not thread:
                session.close()
        return {"messages": [self._message(seen, code)]}

    def _message(self, seen: Observation, code: str) -> BaseMessage:
        seen["value"] = storable(seen["value"])
        told = {METADATA: seen}
        if seen["status"] == "final":
            return AIMessage(str(seen["value"]), name=self.name, response_metadata=told)
        text = memory.shown(seen, code, render.LARGE.observation_chars)
        return HumanMessage(text, name=self.name, response_metadata=told)

    def _session(self, thread: str) -> OpenSession:
        session = self._sessions.pop(thread, None) or open_session(**self._settings)
        self._sessions[thread] = session
        while len(self._sessions) > SESSIONS:
            self._sessions.popitem(last=False)[1].close()
        return session

    def close(self) -> None:
        """End all workers of this node."""
        _close_all(self._sessions)


def _close_all(sessions: OrderedDict[str, OpenSession]) -> None:
    while sessions:
        sessions.popitem()[1].close()


def _last(messages: Sequence[AnyMessage]) -> AIMessage:
    if not messages or not isinstance(messages[-1], AIMessage):
        raise ConfigurationError("CodeNode runs the code of an AI message; the last message is not one")
    return messages[-1]
