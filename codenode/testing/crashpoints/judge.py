"""Say of a run, from the ledger alone and from what the run says of itself, whether each effect happened once."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from codenode.testing.crashpoints.host import Outcome
from codenode.testing.crashpoints.ledger import Line
from codenode.testing.crashpoints.programs import DOUBT, Program

Verdict = Literal["once", "told", "duplicated", "lost", "broken"]
MEANING: dict[Verdict, str] = {
    "once": "completed exactly once",
    "told": "flagged: an outcome unknown, a worker lost",
    "duplicated": "silently duplicated",
    "lost": "silently lost",
    "broken": "did not end",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of a run."""

    verdict: Verdict
    why: str = ""
    lines: Sequence[Line] = field(default_factory=tuple, repr=False)


def judged(program: Program, lines: Sequence[Line], outcome: Outcome) -> Judged:
    """Return the verdict over a run.

    Args:
        program: what it should have done.
        lines: what was done.
        outcome: how the run ended, and what it says.
    """
    if why := _duplicate(program, lines):
        return Judged(verdict="duplicated", why=why, lines=lines)
    if outcome["kind"] != "ended":
        return Judged(verdict="broken", why=outcome.get("error", str(outcome)), lines=lines)
    said = json.dumps(outcome["answer"])
    ended = {(line["slot"], line["item"]) for line in lines if line["event"] == "end"}
    missing = [claim for claim in _claims(outcome["answer"]) if claim not in ended]
    if missing:
        return Judged(verdict="lost", why=f"{missing} is claimed and was not done", lines=lines)
    undone = [slot for slot in program.slots if slot not in {slot for slot, _ in ended}]
    if "I stopped" in said or "lost" in outcome["statuses"] or len(undone) <= said.count(DOUBT) != 0:
        return Judged(verdict="told", lines=lines)
    if undone:
        return Judged(verdict="lost", why=f"{undone} was not done, and nothing says so", lines=lines)
    return Judged(verdict="once", lines=lines)


def _duplicate(program: Program, lines: Sequence[Line]) -> str:
    """Say which effect began twice, where it must not; an idempotent one may, with the same key and item."""
    keys: dict[str, set[tuple[str, str]]] = {}
    for line in lines:
        keys.setdefault(line["slot"], set()).add((line["key"], line["item"]))
    # Where somebody decides about what was cut off, it is begun again with their consent.
    counted = "end" if program.policy.unknown == "ask" else "start"
    counts = Counter(line["slot"] for line in lines if line["event"] == counted)
    for slot, count in counts.items():
        if slot not in program.slots:
            return f"{slot} was rejected, and done"
        if len(keys[slot]) > 1 or (count > 1 and slot not in program.idempotent):
            return f"{slot} was done {count} times: {sorted(keys[slot])}"
    return ""


def _claims(answer: object) -> list[tuple[str, str]]:
    """Return what the answer says was done: texts `did SLOT ITEM`, however deep."""
    if isinstance(answer, list):
        return [claim for part in answer for claim in _claims(part)]
    if isinstance(answer, str) and answer.startswith("did "):
        _, slot, item = answer.split()
        return [(slot, item)]
    return []
