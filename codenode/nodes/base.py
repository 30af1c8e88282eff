"""Make a LangGraph node of one generator: the sync and the async form of the same logic."""

from collections.abc import Callable
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from codenode.effects import Steps, adrive, drive
from codenode.state import CodeState, Update

Verb = Callable[[CodeState, RunnableConfig], Steps[Any]]


class Node(Runnable[CodeState, Update]):
    """A node whose logic waits only through effects.

    A Runnable and not a function: LangGraph takes one callable a node, which would be the sync form or the
    async one, and wrapping two of them costs a traced layer.
    """

    def __init__(self, name: str, verb: Verb) -> None:
        self.name = name
        self._verb = verb

    def invoke(self, input: CodeState, config: RunnableConfig | None = None, **_: Any) -> Update:  # noqa: A002 - Runnable's name
        """Run the node with blocking effects."""
        return drive(self._verb(input, config or RunnableConfig()))

    async def ainvoke(self, input: CodeState, config: RunnableConfig | None = None, **_: Any) -> Update:  # noqa: A002
        """Run the node on the event loop."""
        return await adrive(self._verb(input, config or RunnableConfig()))
