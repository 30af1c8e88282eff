"""What do the results say, and how sure is that?"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from codenode.evaluation.runner import Result
from codenode.evaluation.tasks import VERSION
from codenode.types import JsonValue

SURE = 1.959964
"""Half-width of a 95 % interval in standard deviations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What some results come to together."""

    right: int
    total: int
    low: float
    """Lower end of the 95 % Wilson interval of the share that is right."""
    high: float
    steps: float
    """Mean steps of the solved tasks; 0 when none was."""
    input_tokens: int
    output_tokens: int
    seconds: float
    errors: int
    """Attempts that ended in an error of the model or the harness."""


def figures(results: Sequence[Result]) -> Figures:
    """Add results up."""
    attempts = [result.attempt for result in results]
    solved = [result.attempt.steps for result in results if result.right]
    low, high = wilson(len(solved), len(results))
    return Figures(
        right=len(solved),
        total=len(results),
        low=round(low, 4),
        high=round(high, 4),
        steps=round(statistics.fmean(solved), 2) if solved else 0.0,
        input_tokens=sum(attempt.input_tokens for attempt in attempts),
        output_tokens=sum(attempt.output_tokens for attempt in attempts),
        seconds=round(sum(attempt.seconds for attempt in attempts), 1),
        errors=sum(bool(attempt.error) for attempt in attempts),
    )


def wilson(right: int, total: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share; everything is possible when nothing was tried."""
    if not total:
        return 0.0, 1.0
    share, weight = right / total, SURE**2 / total
    middle = (share + weight / 2) / (1 + weight)
    half = SURE * math.sqrt(share * (1 - share) / total + weight / total / 4) / (1 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)


def by_arm(results: Sequence[Result]) -> dict[str, list[Result]]:
    """Sort results by arm, in the order of their first appearance."""
    return {
        arm: [result for result in results if result.arm == arm]
        for arm in dict.fromkeys(result.arm for result in results)
    }


def by_kind(results: Sequence[Result]) -> dict[str, list[Result]]:
    """Sort results by kind of task, in the order of their first appearance."""
    return {
        kind: [result for result in results if result.task.kind == kind]
        for kind in dict.fromkeys(result.task.kind for result in results)
    }


def as_json(results: Sequence[Result], *, model: str) -> dict[str, JsonValue]:
    """Return results and figures as plain JSON data."""
    return {
        "tasks": VERSION,
        "model": model,
        "arms": {
            arm: {
                "total": asdict(figures(of_arm)),
                "tuning": asdict(figures([result for result in of_arm if not result.task.held_out])),
                "held_out": asdict(figures([result for result in of_arm if result.task.held_out])),
                "kinds": {kind: asdict(figures(of_kind)) for kind, of_kind in by_kind(of_arm).items()},
            }
            for arm, of_arm in by_arm(results).items()
        },
        "results": [row(result) for result in results],
    }


def row(result: Result) -> dict[str, JsonValue]:
    """Return one result as plain JSON data."""
    return {
        "arm": result.arm,
        "task": result.task.id,
        "kind": result.task.kind,
        "held_out": result.task.held_out,
        "right": result.right,
        "expected": result.task.answer,
        **asdict(result.attempt),
    }
