"""Say of a run, from the ledger and from what it says of itself, whether each effect happened once, what was kept."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from codenode.testing.crashpoints.host import Outcome
from codenode.testing.crashpoints.ledger import Line
from codenode.testing.crashpoints.programs import AFTER, BEFORE, DOUBT, Program

Verdict = Literal["once", "told", "duplicated", "lost", "wrong", "broken"]
MEANING: dict[Verdict, str] = {
    "once": "completed exactly once",
    "told": "flagged: an outcome unknown, a worker lost, an action dropped",
    "duplicated": "silently duplicated",
    "lost": "silently lost",
    "wrong": "variables wrong or missing",
    "broken": "did not end",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of a run."""

    verdict: Verdict
    why: str = ""
    lines: Sequence[Line] = field(default_factory=tuple, repr=False)
    compared: int = 0
    """Variables that an action found as the one before it had left them."""


def judged(program: Program, lines: Sequence[Line], outcome: Outcome) -> Judged:
    """Return the verdict over a run.

    Args:
        program: what it should have done.
        lines: what was done.
        outcome: how the run ended, and what it says.
    """
    compared, changed = _carried(outcome.get("outputs", ()))
    faults: tuple[tuple[Verdict, str], ...] = (
        ("duplicated", _duplicate(program, lines)),
        ("broken", "" if outcome["kind"] == "ended" else outcome.get("error", str(outcome))),
        ("wrong", changed),
    )
    for fault, why in faults:
        if why:
            return Judged(verdict=fault, why=why, lines=lines)
    verdict, why = _completed(program, lines, outcome)
    return Judged(verdict=verdict, why=why, lines=lines, compared=compared)


def _completed(program: Program, lines: Sequence[Line], outcome: Outcome) -> tuple[Verdict, str]:
    """Say of a run that ended whether it did what it says, and says what it did not do."""
    said = json.dumps(outcome["answer"])
    ended = {(line["slot"], line["item"]) for line in lines if line["event"] == "end"}
    missing = [claim for claim in _claims(outcome["answer"]) if claim not in ended]
    if missing:
        return "lost", f"{missing} is claimed and was not done"
    undone = [slot for slot in program.slots if slot not in {slot for slot, _ in ended}]
    # Of two hosts at once the second begins anew: the model is told what the first one's action did, and goes on.
    told = {"lost", "broken_off"} & set(outcome["statuses"])
    if "I stopped" in said or told or len(undone) <= said.count(DOUBT) != 0:
        return "told", ""
    return ("lost", f"{undone} was not done, and nothing says so") if undone else ("once", "")


def _carried(outputs: Sequence[str]) -> tuple[int, str]:
    """Compare what each action found with what the last one that lived to its end had left."""
    left: dict[str, object] | None = None
    compared = 0
    for output in outputs:
        shown = [line for line in output.splitlines() if line.startswith((BEFORE, AFTER))]
        for line in shown:
            seen = json.loads(line.removeprefix(BEFORE).removeprefix(AFTER))
            if line.startswith(BEFORE) and left is not None:
                compared += len(left)
                if wrong := [f"{name}: {seen[name]} and not {was}" for name, was in left.items() if seen[name] != was]:
                    return compared, "; ".join(wrong)
            elif line.startswith(AFTER):
                left = seen
    return compared, ""


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
