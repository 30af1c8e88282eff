"""Which tasks does the evaluation ask?"""

from collections.abc import Sequence

from codenode.errors import ConfigurationError
from codenode.evaluation.kinds import (
    composing,
    computing,
    data_files,
    dates,
    one_tool,
    recovery,
    stats,
    texts,
)
from codenode.evaluation.task import KINDS, Task

VERSION = "1"
"""Changes with any prompt, answer, tool or file: results of different versions do not compare."""

TASKS: tuple[Task, ...] = (
    *computing.TASKS,
    *texts.TASKS,
    *stats.TASKS,
    *dates.TASKS,
    *one_tool.TASKS,
    *composing.TASKS,
    *recovery.TASKS,
    *data_files.TASKS,
)


def chosen(
    *,
    kinds: Sequence[str] = (),
    ids: Sequence[str] = (),
    held_out: bool | None = None,
    limit: int | None = None,
) -> tuple[Task, ...]:
    """Choose tasks; an empty wish means all.

    Args:
        kinds: kinds to keep.
        ids: tasks to keep.
        held_out: True keeps the held-out tasks alone, False those for tuning alone.
        limit: how many at most, in the order of the set.
    """
    known("kind", kinds, KINDS)
    known("task", ids, [task.id for task in TASKS])
    kept = [
        task
        for task in TASKS
        if (not kinds or task.kind in kinds)
        and (not ids or task.id in ids)
        and (held_out is None or task.held_out is held_out)
    ]
    return tuple(kept[:limit])


def known(what: str, wanted: Sequence[str], names: Sequence[str]) -> None:
    """Refuse a name that does not exist."""
    for name in wanted:
        if name not in names:
            raise ConfigurationError(f"there is no {what} {name!r}; there are: {', '.join(names)}")
