"""Keep the threads of `codenode run` on disk, and say how one stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.runnables import RunnableConfig

from codenode.agent import CodeAgent
from codenode.errors import ConfigurationError, MissingExtra


@dataclass(frozen=True, slots=True)
class Home:
    """The files of a state folder."""

    folder: Path

    @property
    def checkpoints(self) -> Path:
        """Where the graph stands."""
        return self.folder / "checkpoints.sqlite"

    @property
    def journal(self) -> Path:
        """Which calls were made."""
        return self.folder / "journal.sqlite"

    @property
    def snapshots(self) -> Path:
        """The variables."""
        return self.folder / "snapshots.sqlite"

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[dict[str, Any]]:
        """Give the arguments of `create_code_agent` with which a thread outlives its process.

        Raises:
            MissingExtra: LangGraph's checkpointer for SQLite is not installed.
        """
        try:
            from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver  # noqa: PLC0415 - an extra
        except ImportError:
            raise MissingExtra("--thread", "sqlite") from None
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        async with AsyncSqliteSaver.from_conn_string(str(self.checkpoints)) as saver:
            yield {"checkpointer": saver, "journal": self.journal, "snapshots": self.snapshots}


def config_of(thread: str) -> RunnableConfig:
    """Return the config of a thread's runs."""
    return RunnableConfig(configurable={"thread_id": thread})


async def going_on(agent: CodeAgent, thread: str, task: str | None) -> tuple[Any, bool]:
    """Return what a thread is given next, and whether there is anything left to do.

    Args:
        agent: whose thread.
        thread: its name.
        task: the next one; None to go on with what was begun.

    Raises:
        ConfigurationError: a task where one is unfinished, or none where none was begun.
    """
    state = await agent.aget_state(config_of(thread))
    again = f"codenode run --thread {thread} --resume"
    if task is not None:
        if state.tasks:
            raise ConfigurationError(f"thread {thread!r} has a run that is not over; go on with it: {again}")
        return {"messages": [("user", task)]}, True
    if not state.values and not state.tasks:
        raise ConfigurationError(f"thread {thread!r} has nothing to go on with; give it a task")
    # Not `next`: that is empty also where a node has written and the checkpoint after it is not stored yet.
    return None, bool(state.tasks)
