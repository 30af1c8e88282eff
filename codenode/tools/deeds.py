"""Run a tool, or several at once, and write down how each ended before the code learns of it."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from threading import Thread
from typing import Any

from langchain_core.runnables import RunnableConfig

from codenode.effects import Steps, adrive, drive
from codenode.tools.injected import call_id
from codenode.tools.marks import Call, calling
from codenode.tools.toolset import Tool

AT_ONCE = 16
"""Tools of one batch that run at the same time in a host without an event loop."""


@dataclass(frozen=True, slots=True)
class Invoke:
    """Run a tool with validated arguments."""

    tool: Tool
    arguments: dict[str, Any]
    call: Call
    config: RunnableConfig | None = None

    def run(self) -> object:
        """Run it here; a tool that can only be awaited gets an event loop in a thread of its own."""
        if self.tool.is_async:
            return _in_thread(lambda: asyncio.run(self.arun()))
        with calling(self.call):
            return self.tool.base.invoke(self._input(), self.config)

    async def arun(self) -> object:
        """Await it; LangChain moves a blocking tool to a thread, context and all."""
        with calling(self.call):
            return await self.tool.base.ainvoke(self._input(), self.config)

    def _input(self) -> Any:
        """Return the arguments, as a whole tool call where the tool wants the call's id."""
        named = [name for name, filler in self.tool.fillers.items() if filler is call_id]
        if not named:
            return self.arguments
        arguments = {name: value for name, value in self.arguments.items() if name not in named}
        return {"type": "tool_call", "id": self.call.id, "name": self.tool.base.name, "args": arguments}


@dataclass(frozen=True, slots=True)
class Together:
    """Drive several pieces of logic at once; each ends, whatever becomes of the others."""

    parts: Sequence[Steps[None]]

    def run(self) -> None:
        """Drive them in threads; one alone is driven here."""
        if len(self.parts) == 1:
            drive(self.parts[0])
            return
        with ThreadPoolExecutor(min(AT_ONCE, len(self.parts))) as threads:
            # Trace context and LangGraph's run live in context variables: a raw thread would lose both.
            futures = [threads.submit(copy_context().run, drive, part) for part in self.parts]
        for future in futures:
            future.result()

    async def arun(self) -> None:
        """Drive them as tasks; cancelled together."""
        if len(self.parts) == 1:
            await adrive(self.parts[0])
            return
        tasks = [asyncio.ensure_future(adrive(part)) for part in self.parts]
        try:
            await asyncio.wait(tasks)
        except BaseException:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise
        for task in tasks:
            task.result()


def _in_thread(work: Callable[[], object]) -> object:
    outcome: list[object] = []
    failed: list[BaseException] = []

    def target() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # noqa: BLE001 - carried to the caller
            failed.append(error)

    # As above: the context goes with it.
    thread = Thread(target=copy_context().run, args=(target,))
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return outcome[0]
