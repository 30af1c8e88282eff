"""How far has a download come?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Stage = Literal["wait", "hub", "index", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A stage of a pull and the bytes of it that are done."""

    stage: Stage
    """`wait` (another process is pulling), `hub`, `index` (package index) or `check` (the digest)."""
    done: int
    total: int


Report = Callable[[Progress], None]


def silent(_progress: Progress) -> None:
    """Report to nobody."""
