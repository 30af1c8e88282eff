"""What a code agent keeps in the graph: small, plain, its own steps private."""

import json
from collections.abc import Container, Mapping, Sequence
from typing import Annotated, Any, NotRequired, TypeVar
from uuid import NAMESPACE_OID, uuid4, uuid5

from langchain_core.messages import AnyMessage, BaseMessage, RemoveMessage, convert_to_messages
from langgraph.channels import DeltaChannel, UntrackedValue
from langgraph.graph.message import REMOVE_ALL_MESSAGES
from langgraph.types import Overwrite
from typing_extensions import TypedDict

from codenode.types import Action, Artifact, JsonValue, SnapshotRef, Step, Usage

Messages = Sequence[BaseMessage] | BaseMessage


T = TypeVar("T")


def extended(items: Sequence[T], writes: Sequence[Sequence[T]]) -> list[T]:
    """Return the items with all writes appended: deterministic, and the same however writes are batched."""
    return [*items, *(item for write in writes for item in write)]


class Asked(TypedDict):
    """Where in the conversation steps were taken."""

    after: str
    """Id of the message they follow."""
    task: str
    """Id of the user's message they work on; empty where there is none."""
    first: int
    """Number of the first of them."""
    note: NotRequired[str]
    """What the model is told besides."""


class Summary(TypedDict):
    """What stands for the steps that the model is not shown any more."""

    through: int
    """Number of the last of them."""
    text: str
    room: NotRequired[int]
    """Tokens of a prompt of the model it was made for; one that has more room is not shown it. Without, of all."""


def merged(messages: Sequence[BaseMessage], writes: Sequence[Messages]) -> list[BaseMessage]:
    """Return the messages with all writes merged in, as LangGraph's `add_messages` does it.

    A message replaces one of its id, `RemoveMessage` takes one away; the rest are appended. One without an id, as
    `update_state` may write it, gets one that follows from what it is and where it stands: a stored write is merged
    again whenever the state is read, and must give the same each time.

    Raises:
        ValueError: a message is to be removed that is not there.
    """
    found: list[BaseMessage] = []
    places: dict[str | None, int] = {}
    for message in _coerced(messages):
        found.append(_identified(message, len(found), places))
        places[found[-1].id] = len(found) - 1
    for message in (message for write in writes for message in _coerced(write)):
        if isinstance(message, RemoveMessage):
            if message.id == REMOVE_ALL_MESSAGES:
                found = []
            elif message.id in places:
                del found[places[message.id]]
            else:
                raise ValueError(f"there is no message {message.id!r} to remove")
            places = {kept.id: place for place, kept in enumerate(found)}
        elif message.id in places:
            found[places[message.id]] = message
        else:
            found.append(_identified(message, len(found), places))
            places[found[-1].id] = len(found) - 1
    return found


def unknown(messages: Sequence[BaseMessage], given: Any) -> Any:
    """Return those of the messages given that are not there already: merged, they come to the same.

    A parent graph gives its whole conversation at each turn. Written as it is it would be read again, turn upon turn,
    whenever the state is.
    """
    if not isinstance(given, list) or any(isinstance(one, RemoveMessage) for one in given):
        return given
    there = {message.id: message for message in messages}
    if len({one.id for one in given}) < len(given):  # of two with one id the second counts, whatever was there
        return given
    return [one for one in given if one.id is None or there.get(one.id) != one]


def _identified(message: BaseMessage, place: int, taken: Container[str | None]) -> BaseMessage:
    """Return a message with an id, made from its place, type and content where it has none."""
    if message.id:
        return message
    told, number = json.dumps([message.type, message.content], skipkeys=True, default=_kind), 0
    while (made := str(uuid5(NAMESPACE_OID, f"{place}.{number} {told}"))) in taken:
        number += 1
    return message.model_copy(update={"id": made})


def _kind(value: object) -> str:
    return type(value).__name__


def named(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a run's input with its messages as objects that have ids, so that they keep them wherever they are."""
    messages = _coerced(given["messages"])
    fresh = [message if message.id else message.model_copy(update={"id": str(uuid4())}) for message in messages]
    return {**given, "messages": fresh}


def _coerced(messages: Any) -> list[BaseMessage]:
    several = isinstance(messages, list | tuple) and not _is_pair(messages)
    return convert_to_messages(messages if several else [messages])


def _is_pair(given: Any) -> bool:
    return isinstance(given, tuple) and len(given) == 2 and isinstance(given[0], str)


# Stored as deltas: a plain list would be written whole into every checkpoint. Reading folds up to so many of them.
MESSAGES: DeltaChannel[Any] = DeltaChannel(merged, snapshot_frequency=1_000)


class Handover(TypedDict):
    """A command of a tool's to the graph around the agent, as data."""

    goto: Any
    update: list[Any]
    """Keys with values, in the order in which they are written."""


class CodeInput(TypedDict):
    """What a run begins with."""

    messages: Annotated[list[AnyMessage], MESSAGES]


class CodeOutput(TypedDict):
    """What a run gives: the conversation with its answer, the answer as data, and its files."""

    messages: Annotated[list[AnyMessage], MESSAGES]
    structured_response: NotRequired[JsonValue]
    artifacts: NotRequired[Annotated[list[Artifact], UntrackedValue]]
    """With their bytes. In no checkpoint: there each channel would be written again and again."""


class CodeState(CodeInput):
    """The channels of a code agent; all but `messages`, `structured_response` and `artifacts` stay inside."""

    steps: Annotated[list[Step], DeltaChannel(extended, snapshot_frequency=1_000)]
    asked: Annotated[list[Asked], DeltaChannel(extended, snapshot_frequency=1_000)]
    """The turns of the thread: a run adds one."""
    summaries: Annotated[list[Summary], DeltaChannel(extended, snapshot_frequency=1_000)]
    """Of the older steps; of those that a model may be shown, the one that goes farthest counts."""
    action: NotRequired[Action | None]
    plan: NotRequired[str]
    """As it was written last; each step has the one that was written just before it."""
    planned: NotRequired[int]
    """Number of the step before which that was."""
    usage: NotRequired[Usage]
    status: NotRequired[str]
    best: NotRequired[str]
    """What the model said when it was asked for its best answer at the end of its steps."""
    seed: NotRequired[int]
    snapshot: NotRequired[SnapshotRef | None]
    """The variables as the last step left them."""
    isolation: NotRequired[str]
    """The level of the run's executor, as it was chosen."""
    remembered: NotRequired[list[str]]
    """Tools that somebody has allowed for the rest of the thread."""
    skills: NotRequired[dict[str, str]]
    """Skills that the thread began with: digests by name."""
    handover: NotRequired[Handover | None]
    """How the run leaves for another agent, once its last step is kept."""
    structured_response: NotRequired[JsonValue]
    artifacts: NotRequired[Annotated[list[Artifact], UntrackedValue]]


Update = dict[str, Any]
RESET: Overwrite = Overwrite([])


def of_run(state: CodeState) -> list[Step]:
    """Return the steps of this run; the state has those of the thread."""
    done = state["usage"]["steps"]
    return list(state["steps"][-done:]) if done else []
