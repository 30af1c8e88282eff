"""How is every arm run over every task, whatever goes wrong?"""

import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from codenode.evaluation.attempt import Arm, Attempt
from codenode.evaluation.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One attempt of one arm at one task, judged."""

    arm: str
    task: Task
    attempt: Attempt
    right: bool


def run(
    model: BaseChatModel,
    tasks: Iterable[Task],
    arms: Mapping[str, Arm],
    *,
    told: Callable[[Result], None] | None = None,
) -> list[Result]:
    """Run arms over tasks; a crash is a wrong answer with its error, never the end of the measurement.

    Args:
        model: the same for all arms.
        tasks: what is asked.
        arms: the ways to solve, by name.
        told: is given each result as soon as it is there.
    """
    results = []
    for task in tasks:
        for name, arm in arms.items():
            results.append(judged(name, task, attempted(arm, model, task)))
            if told:
                told(results[-1])
    return results


def attempted(arm: Arm, model: BaseChatModel, task: Task) -> Attempt:
    """Try a task in an empty folder of its own."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="codenode-bench-") as folder:
        try:
            return arm(model, task, Path(folder))
        except Exception as error:  # noqa: BLE001 - a harness that breaks has not solved the task
            return Attempt(error=f"{type(error).__name__}: {error}", seconds=round(time.monotonic() - start, 3))


def judged(arm: str, task: Task, attempt: Attempt) -> Result:
    """Compare an attempt with the answer key."""
    return Result(arm=arm, task=task, attempt=attempt, right=task.right(attempt.answer))
