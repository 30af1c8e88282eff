"""Ask somebody about calls, in the words of LangChain's human-in-the-loop tools, and read the answer strictly.

A request names each call by id and by the digest of its arguments. An answer that carries them must carry the
right ones; one for another request is never applied.
"""

from collections.abc import Sequence
from typing import Any, Literal

from typing_extensions import TypedDict

from codenode.types import JsonValue

DECISIONS = ("approve", "edit", "reject", "respond")


class ActionRequest(TypedDict, total=False):
    """One call that somebody is asked about."""

    name: str
    args: JsonValue
    description: str
    id: str
    arguments_hash: str


class ReviewConfig(TypedDict):
    """What may be answered for one of them."""

    action_name: str
    allowed_decisions: list[str]


class HITLRequest(TypedDict, total=False):
    """What a paused run shows: LangChain's batched request, and the id its answer should carry."""

    action_requests: list[ActionRequest]
    review_configs: list[ReviewConfig]
    approval_id: str
    problem: str
    """Why the last answer was not taken."""


class EditedAction(TypedDict):
    """The call to make instead."""

    name: str
    args: dict[str, Any]


class Decision(TypedDict, total=False):
    """The answer for one call."""

    type: Literal["approve", "edit", "reject", "respond"]
    edited_action: EditedAction
    message: str
    remember: bool
    """With `approve`: allow this tool for the rest of the thread."""
    approval_id: str
    id: str
    arguments_hash: str


class Refused(Exception):  # noqa: N818 - says what became of an answer
    """The answer does not fit the request; it is asked again."""


def request(approval: str, actions: Sequence[ActionRequest], decisions: Sequence[str] = DECISIONS) -> HITLRequest:
    """Return the request for some calls."""
    return HITLRequest(
        action_requests=list(actions),
        review_configs=[
            ReviewConfig(action_name=action["name"], allowed_decisions=list(decisions)) for action in actions
        ],
        approval_id=approval,
    )


def read(answer: object, asked: HITLRequest, *, labelled: bool) -> list[Decision]:
    """Return one decision for each call of the request, in order.

    Args:
        answer: `{"decisions": [...]}`, or one decision; `approval_id` in it or in each decision.
        asked: what it answers.
        labelled: an answer without an id is refused.

    Raises:
        Refused: it is malformed, or for another request.
    """
    approval, actions = asked["approval_id"], asked["action_requests"]
    decisions = _listed(answer)
    if len(decisions) != len(actions):
        raise Refused(f"{len(actions)} decisions were asked for, {len(decisions)} given")
    whole = answer.get("approval_id") if isinstance(answer, dict) else None
    for decision, action in zip(decisions, actions, strict=True):
        _check_label(decision, action, whole, approval, labelled=labelled)
        _check_decision(decision, action, asked)
    return decisions


def is_labelled(answer: object, asked: HITLRequest) -> bool:
    """Say whether an answer carries the id of a request: it follows from the action and the arguments."""
    if not isinstance(answer, dict):
        return False
    whole, several = answer.get("approval_id"), answer.get("decisions", ())
    ids = [one.get("approval_id", whole) if isinstance(one, dict) else None for one in several or (answer,)]
    return all(one == asked["approval_id"] for one in ids)


def _listed(answer: object) -> list[Decision]:
    found = answer.get("decisions", [answer]) if isinstance(answer, dict) else answer
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Refused("an answer is {'decisions': [{'type': 'approve'}, ...]}")
    return found


def _check_label(decision: Decision, action: ActionRequest, whole: object, approval: str, *, labelled: bool) -> None:
    given = decision.get("approval_id", whole)
    if given is None and labelled:
        raise Refused("this run takes answers with their approval_id only")
    if given is not None and given != approval:
        raise Refused("the answer is for another request")
    for label in ("id", "arguments_hash"):
        if label in decision and decision[label] != action[label]:
            raise Refused(f"the answer is for another call: its {label} differs")


def _check_decision(decision: Decision, action: ActionRequest, asked: HITLRequest) -> None:
    kind = decision.get("type")
    allowed = asked["review_configs"][0]["allowed_decisions"]
    if kind not in allowed:
        raise Refused(f"decision {kind!r:.40} is unknown; give one of {', '.join(allowed)}")
    if kind == "edit":
        edited = decision.get("edited_action")
        if not isinstance(edited, dict) or not isinstance(edited.get("args"), dict):
            raise Refused("an edit needs edited_action with name and args")
        if edited.get("name", action["name"]) != action["name"]:
            raise Refused(f"an edit may change the arguments of {action['name']}, not the tool")
    if kind == "respond" and not isinstance(decision.get("message"), str):
        raise Refused("a response needs a message, which becomes the call's result")
