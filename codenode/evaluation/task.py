"""What is one task of the evaluation?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from codenode.evaluation.answers import Check
from codenode.types import JsonValue

Kind = Literal["computation", "strings", "statistics", "dates", "single tool", "composition", "recovery", "files"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Tool = Callable[..., JsonValue]
Toolmaker = Callable[[], tuple[Tool, ...]]
Textmaker = Callable[[], str]


def no_tools() -> tuple[Tool, ...]:
    """Return nothing: the task is solved with Python alone."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A question with a known answer."""

    id: str
    kind: Kind
    prompt: str
    """The words the model is given; they state the wanted form of the answer."""
    answer: JsonValue
    """The right answer as plain JSON data, never None: a missing answer must not be a right one."""
    check: Check = field(default_factory=Check)
    tools: Toolmaker = no_tools
    """Makes the tools anew, so that no run sees what another one left behind."""
    files: Mapping[str, Textmaker] = field(default_factory=dict)
    """Name of each data file and what makes its text."""
    held_out: bool = False
    """Never looked at while prompts are tuned."""

    def right(self, answer: JsonValue) -> bool:
        """Tell whether an answer is the wanted one."""
        return self.check(answer, self.answer)

    def place(self, folder: Path) -> list[Path]:
        """Write the data files into a folder and return their paths."""
        return [written(folder / name, make()) for name, make in self.files.items()]


def written(path: Path, text: str) -> Path:
    """Write a text file, with the same bytes on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
