"""The ceilings of one session."""

import math
from dataclasses import dataclass

from codenode.errors import ConfigurationError
from codenode.given import of_type

SECONDS = ("seconds", "cpu_seconds", "grace", "start_seconds")
FEWEST = {"processes": 0, "frame_bytes": 1 << 16}
"""Where the least value is not 1. Below that many bytes not even an error fits into a frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one action, and the process it runs in, may use.

    Passing one is an observation that names it, not a crash; docs/limits.md says which and what becomes of
    the variables.
    """

    seconds: float = 30.0
    """Wall time of one action; waiting for tools does not count. The variables survive."""
    cpu_seconds: float = 3_600.0
    """Processor time of one action, noticed where it is below `seconds`. The variables survive."""
    grace: float = 2.0
    """Seconds after which an action that ignores the interrupt is killed. The variables are lost."""
    memory_bytes: int = 2 << 30
    """Address space of the worker process."""
    output_bytes: int = 100_000
    """Printed characters kept per action; of the rest the last 2,000."""
    value_bytes: int = 20_000
    """JSON text of the last value; a larger one becomes a preview."""
    answer_bytes: int = 1_000_000
    """JSON text of a final answer; a larger one is refused, and the model told to answer with less."""
    table_bytes: int = 20_000
    """JSON text of a final answer whose tables and arrays stand in it as data; in a longer one stand references to
    their files. Agents with a `response_format` are given the data it asks for, whatever this says."""
    artifact_bytes: int = 1_000_000
    """The files of a final answer: its tables, arrays, pictures and bytes; larger ones are refused, likewise."""
    display_bytes: int = 1_000_000
    """Base64 text of the figures and images one action shows, at most 8; what is over is left out."""
    frame_bytes: int = 32 << 20
    """One message between host and worker, e.g. a tool's arguments or its result."""
    recursion: int = 1_000
    """Depth of Python calls."""
    processes: int = 0
    """Processes and threads the code may start. The sandbox has none, whatever this says; `process` refuses all
    of them to users other than root where it is 0, and has no ceiling of them otherwise."""
    open_files: int = 64
    file_bytes: int = 16 << 20
    """Size of one file the worker may write."""
    scratch_bytes: int = 64 << 20
    """Size of the scratch folder, the files the code may read included; in the sandbox only."""
    snapshot_bytes: int = 256 << 20
    """All variables of a snapshot together; the largest are left out where they are more."""
    start_seconds: float = 60.0
    """How long a worker may take to get ready, libraries included."""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            _check(name, getattr(self, name))

    def wire(self) -> dict[str, float]:
        """Return the limits as plain JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def checked_limits(limits: Limits | None) -> Limits:
    """Return the limits, the usual ones for None.

    Raises:
        ConfigurationError: they are none.
    """
    return of_type("limits", limits, Limits, "Limits(seconds=30)") or Limits()


def _check(name: str, value: object) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < math.inf:
        raise ConfigurationError(f"limit {name}={value!r} is wrong; give a number above 0")
    if name in SECONDS:
        if not value:
            raise ConfigurationError(f"limit {name}={value!r} is wrong; give a number above 0")
    elif not isinstance(value, int):
        raise ConfigurationError(f"limit {name}={value!r} is wrong; give a whole number, e.g. {int(value) or 1}")
    elif value < FEWEST.get(name, 1):
        raise ConfigurationError(f"limit {name}={value!r} is wrong; give at least {FEWEST.get(name, 1):,}")
