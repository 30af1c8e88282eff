"""Run the corpus on this machine, and put what came of it into a table by class."""

from collections.abc import Callable, Sequence
from typing import TypedDict

from codenode.escapes.attack import CLASSES, Attack
from codenode.escapes.held import Outcome, Verdict, freed, outcomes, workers
from codenode.escapes.proof import REACHED, is_here, proofs


class Row(TypedDict):
    """One class of attacks."""

    attacks: int
    held: int
    reach_proved: int
    """Shown to reach their targets where the layer is off."""
    got_through: int
    unclear: int
    """Ended by an error of their own, which is no defence."""
    skipped: int
    """Their library, or what they attack, is not here."""


class Trouble(TypedDict):
    """An attack that did not end as it must."""

    attack: str
    verdict: Verdict
    seen: str


class Selftest(TypedDict):
    """What `codenode selftest --escape` prints."""

    level: str
    """How the workers were isolated."""
    classes: dict[str, Row]
    total: Row
    troubles: list[Trouble]
    unproved: dict[str, str]
    """Attacks not shown to reach anything here, and why."""


def selftest(
    attacks: Sequence[Attack], *, prove: bool = True, tell: Callable[[Attack], None] = lambda _: None
) -> Selftest:
    """Run attacks in workers as `executor="auto"` starts them; then each where its layer is off.

    Args:
        attacks: to be run.
        prove: also show that they reach their targets; that runs them outside of any jail, in processes that
            are thrown away, where they read harmless markers.
        tell: told after each attack.
    """
    with workers() as by:
        seen = dict(zip((a.id for a in attacks), outcomes(attacks, by, tell), strict=True))
        unproved = _unproved(attacks, jailed=by.is_jailed) if prove else {}
        level = by.trapped.level
    rows = {kind: _row([a for a in attacks if a.kind == kind], seen, unproved, prove=prove) for kind in CLASSES}
    rows = {kind: row for kind, row in rows.items() if row["attacks"]}
    return Selftest(
        level=level,
        classes=rows,
        total=_row(attacks, seen, unproved, prove=prove),
        troubles=[_trouble(a, seen[a.id]) for a in attacks if seen[a.id][0] in {"got through", "unclear"}],
        unproved=unproved,
    )


def _unproved(attacks: Sequence[Attack], *, jailed: bool) -> dict[str, str]:
    """Return the attacks that were not shown to reach anything, and what was seen instead."""
    said = proofs(attacks)
    if jailed:
        free = freed([attack for attack in attacks if attack.switch == "no jail"])
        said |= {name: REACHED if verdict == "got through" else text for name, (verdict, text) in free.items()}
    told = {attack.id: said.get(attack.id) or _why_not(attack) for attack in attacks}
    return {name: text for name, text in told.items() if text != REACHED}


def _why_not(attack: Attack) -> str:
    if attack.switch == "none":
        return attack.reach
    if not is_here(attack):
        return f"{attack.needs} is not installed"
    return "not tried: there is no jail here" if attack.switch == "no jail" else f"{attack.reach}; not this Python"


def _row(attacks: Sequence[Attack], seen: dict[str, Outcome], unproved: dict[str, str], *, prove: bool) -> Row:
    verdicts = [seen[attack.id][0] for attack in attacks]
    return Row(
        attacks=len(attacks),
        held=verdicts.count("held"),
        reach_proved=sum(attack.id not in unproved for attack in attacks) if prove else 0,
        got_through=verdicts.count("got through"),
        unclear=verdicts.count("unclear"),
        skipped=verdicts.count("skipped"),
    )


def _trouble(attack: Attack, was: Outcome) -> Trouble:
    verdict, seen = was
    return Trouble(attack=attack.id, verdict=verdict, seen=seen[:300])
