"""Say in a message where the variables were after its action: any process, and any fork, goes on from there.

`CodeNode` and `code_tool` own no key of the state they act in; all they have there is the messages they wrote.
What a message says is believed as far as it goes back: the snapshot it names is signed, and opens in its thread only.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from codenode.types import SnapshotRef

METADATA = "codenode_variables"
"""Where it stands in `response_metadata`."""


class Bookmark(TypedDict):
    """Where the variables of one interpreter were."""

    of: str
    """Whose they are; see `interpreter`."""
    number: int
    """Of the action in the thread: calls of one message may have taken turns in another order."""
    snapshot: SnapshotRef | None
    """None where they could not be saved."""
    names: list[str]
    """Of the variables, at most 50: to tell of them where they cannot be brought back."""


def interpreter(around: str, name: str) -> str:
    """Return whose variables they are, in every process the same.

    Args:
        around: namespace of the graph it acts in: one that lasts a call has another one at each, and variables end
            with it; it has the same one where the call is resumed.
        name: of the node or the tool.
    """
    return f"{around}|{name}" if around else name


def metadata(mark: Bookmark | None) -> dict[str, Any]:
    """Return what a message says of it in `response_metadata`."""
    return {METADATA: mark} if mark else {}


def last_of(messages: Any, of: str) -> Bookmark | None:
    """Return the last place an interpreter's variables were at; None where no message tells."""
    if not isinstance(messages, Sequence):
        return None
    found = [mark for message in messages if (mark := _bookmark(message, of)) is not None]
    return max(found, key=lambda mark: mark["number"], default=None)


def _bookmark(message: Any, of: str) -> Bookmark | None:
    told = getattr(message, "response_metadata", None)
    mark = told.get(METADATA) if isinstance(told, Mapping) else None
    if not isinstance(mark, Mapping) or mark.get("of") != of or type(mark.get("number")) is not int:
        return None
    snapshot, names = mark.get("snapshot"), mark.get("names")
    is_ref = isinstance(snapshot, Mapping) and isinstance(snapshot.get("id"), str)
    told_names = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return Bookmark(of=of, number=mark["number"], snapshot=snapshot if is_ref else None, names=told_names)
