"""Say when an agent writes down a plan."""

from dataclasses import dataclass

from codenode.errors import ConfigurationError
from codenode.given import of_type


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """An agent that plans: before its first step, and again as it goes."""

    every: int = 5
    """Steps after which the plan is written anew."""

    def __post_init__(self) -> None:
        every: object = self.every  # callers err
        if not isinstance(every, int) or isinstance(every, bool) or every < 1:
            raise ConfigurationError(f"planning every={self.every!r} is wrong; give a number of steps, 1 or more")

    def due(self, steps: int) -> bool:
        """Say whether a plan is written after so many steps of a run."""
        return steps % self.every == 0


def checked_planning(planning: Planning | None) -> Planning | None:
    """Return the planning.

    Raises:
        ConfigurationError: it is none.
    """
    return of_type("planning", planning, Planning, "Planning(every=5), or None for no plans")
