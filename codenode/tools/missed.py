"""Tell of calls that were made when an action ran before, and that it did not come back to when it ran again."""

from collections.abc import Collection, Iterator

from codenode.errors import Divergence
from codenode.journal.entries import Kept, Records, canonical
from codenode.types import CallRecord, CallStatus, Observation

SHOWN = 300
MOST = 20
"""Calls that are told one by one."""
TOLD = (
    "this action had run before, in part; the calls it made then hold, and are not made again by themselves: {calls}. "
    "Go on from there"
)


def missed(records: Records, seen: Collection[int]) -> dict[int, Kept]:
    """Return the calls that had or may have had an effect and were not made again, by their numbers.

    Args:
        records: of the action, from all of its runs.
        seen: numbers of the calls that this run of it made.
    """
    return {number: kept for number, kept in sorted(records.calls.items()) if number not in seen and _acted(kept)}


def tell_missed(seen: Observation, calls: dict[int, Kept], action: str) -> None:
    """Let the observation of a failed action say what its earlier run did.

    Args:
        seen: the observation.
        calls: that were missed: one at least.
        action: its id.

    Raises:
        Divergence: the action did not fail: it went another way, and what it says now is not what was done.
    """
    if seen["fault"] is None:
        number, kept = next(iter(calls.items()))
        raise Divergence(
            f"call {number} of action {action}", recorded=_call(kept), asked="no such call: the action ended without it"
        )
    told = TOLD.format(calls="; ".join(_lines(calls)))
    seen["fault"]["hint"] = f"{seen['fault']['hint']}; {told}" if seen["fault"]["hint"] else told


def record(action: str, number: int, kept: Kept) -> CallRecord:
    """Return what a step keeps of such a call."""
    return CallRecord(
        id=f"{action}.{number}",
        tool=kept.tool[:200],
        arguments_hash=kept.digest[:16],
        status=_status(kept),
        seconds=kept.done.get("seconds", 0.0) if kept.done else 0.0,
        replayed=True,
    )


def _acted(kept: Kept) -> bool:
    return _status(kept) in {"done", "failed", "unknown"} if kept.done or kept.started else False


def _status(kept: Kept) -> CallStatus:
    return kept.done["outcome"] if kept.done else "unknown"


def _lines(calls: dict[int, Kept]) -> Iterator[str]:
    for kept in list(calls.values())[:MOST]:
        yield f"{_call(kept)} {_outcome(kept)}"
    if len(calls) > MOST:
        yield f"and {len(calls) - MOST} more"


def _call(kept: Kept) -> str:
    return f"{kept.tool}({kept.arguments[:SHOWN]})"


def _outcome(kept: Kept) -> str:
    if kept.done is None:
        return "had started, and it is not known whether it happened"
    if "error" in kept.done:
        kind, message = kept.done["error"]
        return f"raised {kind}: {message[:SHOWN]}"
    return f"returned {canonical(kept.done.get('value'))[:SHOWN]}"
