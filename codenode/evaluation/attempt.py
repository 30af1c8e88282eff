"""What came of one try at a task?"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from codenode.evaluation.task import Task
from codenode.types import JsonValue

MOST_STEPS = 6
MOST_SECONDS = 900.0
"""Only for a model that hangs: what a machine is busy with must not decide whether a task is solved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An answer, right or wrong, and what it took."""

    answer: JsonValue = None
    status: str = "failed"
    """`final` when the agent gave an answer; `budget`, `failed` or another reason when it did not."""
    steps: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    error: str = ""
    """What the harness or the model raised, if it did."""


Arm = Callable[[BaseChatModel, Task, Path], Attempt]
"""A way to let a model solve a task; it may write into the folder and raise whatever it likes."""
