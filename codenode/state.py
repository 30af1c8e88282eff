"""What a code agent keeps in the graph: small, plain, its own steps private."""

from collections.abc import Sequence
from typing import Annotated, Any, NotRequired

from langchain_core.messages import AnyMessage
from langgraph.channels import DeltaChannel
from langgraph.graph.message import add_messages
from langgraph.types import Overwrite
from typing_extensions import TypedDict

from codenode.types import Action, JsonValue, Step, Usage


def extended(steps: Sequence[Step], writes: Sequence[Sequence[Step]]) -> list[Step]:
    """Return the steps with all writes appended: deterministic, and the same however writes are batched."""
    return [*steps, *(step for write in writes for step in write)]


class CodeInput(TypedDict):
    """What a run begins with."""

    messages: Annotated[list[AnyMessage], add_messages]


class CodeOutput(TypedDict):
    """What a run gives: the conversation with its answer, and the answer as data."""

    messages: Annotated[list[AnyMessage], add_messages]
    structured_response: NotRequired[JsonValue]


class CodeState(CodeInput):
    """The channels of a code agent; all but `messages` and `structured_response` stay inside."""

    # Stored as deltas: a plain list would be written whole into every checkpoint.
    steps: Annotated[list[Step], DeltaChannel(extended, snapshot_frequency=50)]
    action: NotRequired[Action | None]
    usage: NotRequired[Usage]
    status: NotRequired[str]
    seed: NotRequired[int]
    remembered: NotRequired[list[str]]
    """Tools that somebody has allowed for the rest of the thread."""
    structured_response: NotRequired[JsonValue]


Update = dict[str, Any]
RESET: Overwrite = Overwrite([])
