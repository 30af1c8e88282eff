"""What the developer must repair.

CodenodeError
├── ConfigurationError(ValueError)    a value given to codenode is wrong; the message names it and the remedy
│   ├── ToolError                     a tool cannot be offered to code
│   └── UnknownExecutor               no such executor, or one that is not there yet
├── MissingExtra(ImportError)         an optional dependency is absent; carries the install line
├── IsolationError                    the isolation asked for cannot be had here
├── ExecutorError                     a worker could not be started or was lost
├── JournalError                      the journal cannot be used, or what it holds cannot be trusted
│   ├── ActionBusy                    another process, or another call, continues this run
│   └── Divergence                    replayed code asked for something else than what was recorded
├── SnapshotError                     the variables of a session could not be saved
│   └── SnapshotRefused               a snapshot is missing, altered, another thread's or made elsewhere
├── ArtifactRefused                   the file of an answer is not kept, missing or altered
└── ModelFileError                    a model file is missing, broken or cannot be fetched

What the model can repair is never an exception: it is an `Observation` with a hint.
"""


class CodenodeError(Exception):
    """Base of everything codenode raises on purpose."""


class ConfigurationError(CodenodeError, ValueError):
    """A value given to codenode is wrong."""


class ToolError(ConfigurationError):
    """A tool cannot be offered to code."""


class UnknownExecutor(ConfigurationError):  # noqa: N818 - reads as what it is
    """No executor of that name is available."""


class MissingExtra(CodenodeError, ImportError):  # noqa: N818 - reads as what it is
    """An optional dependency is absent.

    Args:
        what: what needs it, e.g. `model 'local'`.
        extra: name of the extra of `langgraph-codenode`.
    """

    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        self.install = f"pip install 'langgraph-codenode[{extra}]'"
        super().__init__(f"{what} needs an extra: {self.install}")


class IsolationError(CodenodeError):
    """The isolation asked for cannot be had on this machine."""


class ExecutorError(CodenodeError):
    """A worker could not be started, or was lost where nobody can observe it."""


class JournalError(CodenodeError):
    """A journal cannot be used, or what it holds cannot be trusted."""


class ActionBusy(JournalError):  # noqa: N818 - reads as what it is
    """Another one continues this run.

    Args:
        thread: of the run.
        holder: who has the lease.
    """

    def __init__(self, thread: str, holder: str) -> None:
        self.thread = thread
        self.holder = holder
        super().__init__(f"thread {thread!r} is continued by {holder} already; wait until that one has ended")


class Divergence(JournalError):  # noqa: N818
    """Replayed code asked for something else than what was recorded.

    Args:
        where: which call.
        recorded: what the journal holds.
        asked: what the code asks for now.
    """

    def __init__(self, where: str, *, recorded: str, asked: str) -> None:
        self.where, self.recorded, self.asked = where, recorded, asked
        super().__init__(
            f"{where} differs from what was recorded: recorded {recorded}, asked {asked}. The code is not "
            "deterministic (see docs/determinism.md) or a tool's result changed; fork the thread to run it anew"
        )


class SnapshotError(CodenodeError):
    """The variables of a session could not be saved."""


class _Refused(CodenodeError):  # noqa: N818 - as those below
    """What is kept cannot be had.

    Args:
        what: is wrong with it.
        remedy: what to do, in the imperative.
    """

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what}; {remedy}")


class SnapshotRefused(_Refused, SnapshotError):  # noqa: N818 - reads as what it is
    """A snapshot cannot be opened."""


class ArtifactRefused(_Refused):
    """The bytes of a file cannot be had."""


class ModelFileError(CodenodeError):
    """A model file is missing, broken or cannot be fetched."""
