"""Walk back through the checkpoints a task stands on, to where an earlier run of the thread stopped.

With `pausing` the only file that reads what LangGraph keeps: names of channels, writes of tasks.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import aclosing
from itertools import pairwise
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple

from codenode.effects import EitherWay, Steps
from codenode.pausing import BRANCH, Pausing, stored

MOST = 16
"""Checkpoints that are looked at; each is read with all that its graph keeps."""
DUE = (BRANCH, "__pregel_tasks")
"""How the channels begin that say which nodes come next."""

Line = list[CheckpointTuple]


def line(pausing: Pausing, graph: str, goes_on: Callable[[Line], bool]) -> Steps[Line]:
    """Return the checkpoint that a task stands on in one of its graphs, and those before it, the latest first.

    Args:
        pausing: the task.
        graph: namespace of the graph.
        goes_on: says of those found so far whether one more is wanted.
    """
    yield from stored(pausing)
    # With durability "exit" none of this run is stored before its end: what is latest is of the run before.
    own = {} if pausing.exits else {"checkpoint_id": pausing.checkpoints[graph]}
    place: RunnableConfig | None = _place(pausing, graph, **own)
    found: Line = []
    while place is not None and len(found) < MOST:
        one = yield from pausing.read(place)
        if one is None:
            break
        found.append(one)
        place = one.parent_config if goes_on(found) else None
    return found


def stops(pausing: Pausing, found: Line) -> Line:
    """Return the checkpoints of a line at which a run stopped with nodes still to come."""
    latest = found[:1] if pausing.exits else []
    begun = latest + [older for newer, older in pairwise(found) if newer.metadata.get("source") in {"input", "update"}]
    return [one for one in begun if any(name.startswith(DUE) for name in one.checkpoint["channel_values"])]


def wrote(checkpoint: CheckpointTuple, task: str) -> bool:
    """Say whether a task ended that began at a checkpoint."""
    writes = checkpoint.pending_writes or ()
    return any(one == task and not channel.startswith("__") for one, channel, _ in writes)


def was_latest(pausing: Pausing, found: Line, checkpoint: CheckpointTuple) -> Steps[bool]:
    """Say whether its thread had come no further than a checkpoint of the line when the run after it began.

    Else that run is a fork: what was done after the checkpoint is of another history.
    """
    newer = [one for one in found if one.checkpoint["id"] > checkpoint.checkpoint["id"]]
    place = _place(pausing, checkpoint.config["configurable"].get("checkpoint_ns", ""))
    assert pausing.saver is not None
    listed: dict[str, Any] = {"before": newer[-1].config, "limit": 1} if newer else {"limit": 1}
    latest = yield EitherWay(
        lambda: next(iter(cast("Any", pausing.saver).list(place, **listed)), None),
        lambda: _first(cast("Any", pausing.saver).alist(place, **listed)),
    )
    return latest is None or latest.checkpoint["id"] == checkpoint.checkpoint["id"]


def ids(found: Iterable[CheckpointTuple]) -> dict[str, CheckpointTuple]:
    """Return checkpoints by their ids."""
    return {one.checkpoint["id"]: one for one in found}


def _place(pausing: Pausing, graph: str, **more: str) -> RunnableConfig:
    return RunnableConfig(configurable={"thread_id": pausing.thread, "checkpoint_ns": graph, **more})


async def _first(checkpoints: AsyncIterator[CheckpointTuple]) -> CheckpointTuple | None:
    async with aclosing(cast("Any", checkpoints)) as listed:
        async for one in listed:
            return cast("CheckpointTuple", one)
    return None
