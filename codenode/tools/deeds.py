"""Run a tool, or several at once, and write down how each ended before the code learns of it."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from threading import Thread
from typing import Any

from langchain_core.callbacks import BaseCallbackManager
from langchain_core.globals import get_debug, get_verbose
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import var_child_runnable_config
from langsmith.utils import tracing_is_enabled
from pydantic import BaseModel

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
            if self.tool.plain is not None and not _heard(self.config):
                with _under(self.config):
                    return self.tool.plain(**self._validated())
            return self.tool.base.invoke(self._input(), self.config)

    async def arun(self) -> object:
        """Await it; LangChain moves a blocking tool to a thread, context and all."""
        with calling(self.call):
            if self.tool.plain is not None and not _heard(self.config):
                with _under(self.config):
                    if self.tool.is_async:
                        return await self.tool.plain(**self._validated())
                    return await asyncio.to_thread(self.tool.plain, **self._validated())
            return await self.tool.base.ainvoke(self._input(), self.config)

    def _validated(self) -> dict[str, Any]:
        model = self.tool.base.args_schema
        assert isinstance(model, type)
        assert issubclass(model, BaseModel)  # we made it, of a function
        valid = model.model_validate(self.arguments)
        return {name: getattr(valid, name) for name in self.arguments}

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


def _heard(config: RunnableConfig | None) -> bool:
    """Say whether somebody listens to tools; then LangChain runs them, and tells.

    Where nobody does, a plain function is called as it is: LangChain reads its annotations, makes managers of
    callbacks and copies contexts anew for every call, which takes several times as long as all the rest.
    """
    given = config if config is not None else var_child_runnable_config.get()
    callbacks = given.get("callbacks") if given else None
    if isinstance(callbacks, BaseCallbackManager):
        callbacks = callbacks.handlers
    return bool(callbacks) or get_debug() or get_verbose() or bool(tracing_is_enabled())


@contextmanager
def _under(config: RunnableConfig | None) -> Iterator[None]:
    """Let what the tool runs find the graph's config."""
    if config is None:
        yield
        return
    token = var_child_runnable_config.set(config)
    try:
        yield
    finally:
        var_child_runnable_config.reset(token)
