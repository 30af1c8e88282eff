"""Count what was used and say which ceiling was passed."""

from dataclasses import dataclass

from codenode.errors import ConfigurationError
from codenode.types import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The ceilings of one run."""

    steps: int = 20
    """Actions the agent may run."""
    tool_calls: int = 200
    """Calls the code may make; the action that asks for one more is ended."""
    seconds: float = 300.0
    """Wall time; looked at between steps. One action is bounded by `Limits.seconds`."""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
                raise ConfigurationError(f"budget {name}={value!r} is wrong; give a number above 0")

    def exceeded(self, usage: Usage) -> str:
        """Return the name of the first ceiling that ends the run, empty when there is none.

        Tool calls are not among them: the call that would pass the ceiling ends its action, and the model
        may still answer with what it has.
        """
        if usage["steps"] >= self.steps:
            return "steps"
        return "seconds" if usage["seconds"] >= self.seconds else ""


def no_usage() -> Usage:
    """Return the usage of a run that has not begun."""
    return Usage(steps=0, model_calls=0, tool_calls=0, input_tokens=0, output_tokens=0, seconds=0.0)


def added(one: Usage, other: Usage) -> Usage:
    """Return the sum of two usages."""
    total = one.copy()
    for name in total:
        total[name] += other[name]  # type: ignore[literal-required]
    return total
