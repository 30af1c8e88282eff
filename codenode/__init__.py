"""Code-acting agents on LangGraph: the model acts by writing Python.

A lazy door (PEP 562): a worker process imports this package too, and must not pay for langgraph.
"""

TYPE_CHECKING = False  # as in `typing`, whose import would cost a worker milliseconds
if TYPE_CHECKING:
    from codenode.agent import create_code_agent as create_code_agent
    from codenode.artifacts import aread_artifacts as aread_artifacts
    from codenode.artifacts import read_artifacts as read_artifacts
    from codenode.budget import Budget as Budget
    from codenode.errors import ActionBusy as ActionBusy
    from codenode.errors import ArtifactRefused as ArtifactRefused
    from codenode.errors import CodenodeError as CodenodeError
    from codenode.errors import ConfigurationError as ConfigurationError
    from codenode.errors import Divergence as Divergence
    from codenode.errors import ExecutorError as ExecutorError
    from codenode.errors import IsolationError as IsolationError
    from codenode.errors import JournalError as JournalError
    from codenode.errors import MissingExtra as MissingExtra
    from codenode.errors import ModelFileError as ModelFileError
    from codenode.errors import SnapshotError as SnapshotError
    from codenode.errors import SnapshotRefused as SnapshotRefused
    from codenode.errors import ToolError as ToolError
    from codenode.executors.limits import Limits as Limits
    from codenode.handoff import create_handoff_tool as create_handoff_tool
    from codenode.journal.memory import MemoryJournal as MemoryJournal
    from codenode.journal.sqlite import SqliteJournal as SqliteJournal
    from codenode.memory import Memory as Memory
    from codenode.models.resolve import chat_model as chat_model
    from codenode.node import CodeNode as CodeNode
    from codenode.planning import Planning as Planning
    from codenode.policy import Policy as Policy
    from codenode.python_tool import code_tool as code_tool
    from codenode.serving import served as served
    from codenode.session import OpenSession as OpenSession
    from codenode.session import open_session as open_session
    from codenode.snapshots.keys import Keys as Keys
    from codenode.snapshots.snapshots import Snapshots as Snapshots
    from codenode.state import CodeState as CodeState
    from codenode.tools.marks import current_call as current_call
    from codenode.tools.marks import idempotent as idempotent
    from codenode.tools.marks import resumable as resumable
    from codenode.tools.notes import note_tools as note_tools
    from codenode.tools.skills import Skills as Skills
    from codenode.types import Action as Action
    from codenode.types import Artifact as Artifact
    from codenode.types import Ending as Ending
    from codenode.types import Event as Event
    from codenode.types import Fault as Fault
    from codenode.types import Observation as Observation
    from codenode.types import SnapshotRef as SnapshotRef
    from codenode.types import Step as Step
    from codenode.types import Usage as Usage

__all__ = (
    "Action",
    "ActionBusy",
    "Artifact",
    "ArtifactRefused",
    "Budget",
    "CodeNode",
    "CodeState",
    "CodenodeError",
    "ConfigurationError",
    "Divergence",
    "Ending",
    "Event",
    "ExecutorError",
    "Fault",
    "IsolationError",
    "JournalError",
    "Keys",
    "Limits",
    "Memory",
    "MemoryJournal",
    "MissingExtra",
    "ModelFileError",
    "Observation",
    "OpenSession",
    "Planning",
    "Policy",
    "Skills",
    "SnapshotError",
    "SnapshotRef",
    "SnapshotRefused",
    "Snapshots",
    "SqliteJournal",
    "Step",
    "ToolError",
    "Usage",
    "aread_artifacts",
    "chat_model",
    "code_tool",
    "create_code_agent",
    "create_handoff_tool",
    "current_call",
    "idempotent",
    "note_tools",
    "open_session",
    "read_artifacts",
    "resumable",
    "served",
)
__version__ = "0.1.0"

_HOMES = {
    "agent": ("create_code_agent",),
    "artifacts": ("aread_artifacts", "read_artifacts"),
    "budget": ("Budget",),
    "errors": (
        "ActionBusy",
        "ArtifactRefused",
        "CodenodeError",
        "ConfigurationError",
        "Divergence",
        "ExecutorError",
        "IsolationError",
        "JournalError",
        "MissingExtra",
        "ModelFileError",
        "SnapshotError",
        "SnapshotRefused",
        "ToolError",
    ),
    "executors.limits": ("Limits",),
    "handoff": ("create_handoff_tool",),
    "journal.memory": ("MemoryJournal",),
    "journal.sqlite": ("SqliteJournal",),
    "memory": ("Memory",),
    "models.resolve": ("chat_model",),
    "node": ("CodeNode",),
    "planning": ("Planning",),
    "policy": ("Policy",),
    "python_tool": ("code_tool",),
    "serving": ("served",),
    "session": ("OpenSession", "open_session"),
    "snapshots.keys": ("Keys",),
    "snapshots.snapshots": ("Snapshots",),
    "state": ("CodeState",),
    "tools.marks": ("current_call", "idempotent", "resumable"),
    "tools.notes": ("note_tools",),
    "tools.skills": ("Skills",),
    "types": ("Action", "Artifact", "Ending", "Event", "Fault", "Observation", "SnapshotRef", "Step", "Usage"),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            from importlib import import_module  # noqa: PLC0415 - the door opens late

            return getattr(import_module(f"codenode.{home}"), name)
    raise AttributeError(f"module 'codenode' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
