"""Attacks on calls that wait: none gets hold of the loop, of the queue, or of another call's value."""

from pathlib import Path

import pytest

from codenode import Limits, open_session
from codenode.escapes.attack import attacks
from codenode.escapes.proof import is_provable, proofs

ATTACKS = attacks(Path(__file__).parent, ["waiting"])
ENDS = {"ok": "harmless", "error": "raises", "rejected": "refused"}
REACHED = "class Reached(Exception): pass\ndef reached(value):\n    raise Reached(repr(value))\n"


def tool(number: int) -> int:
    """Give the number back."""
    return number


@pytest.fixture(scope="module")
def session():
    """A worker with a tool, whose variables stay."""
    with open_session(tools=[tool], executor="process", limits=Limits(seconds=10)) as opened:
        yield opened


@pytest.fixture(scope="module")
def said():
    """What the provable ones came to where nothing of ours is."""
    return proofs(ATTACKS)


class TestWaiting:
    @pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
    def test_expected(self, session, attack):
        """It ends as its header says, never by `reached`, and tools answer as before."""
        session.run(REACHED)
        seen = session.run(attack.source)
        assert ENDS.get(seen["status"]) == attack.expect, seen
        assert seen["fault"] is None or seen["fault"]["type"] not in {"Reached", "NameError"}, seen
        assert session.run("parallel(tool, [1, 2])")["value"] == [1, 2]

    @pytest.mark.parametrize(
        "attack", [attack for attack in ATTACKS if is_provable(attack)], ids=lambda attack: attack.name
    )
    def test_proved(self, said, attack):
        """Where a call is a plain future of asyncio it gets through: no typing error passes for a defence."""
        assert said[attack.id] == "reached"

    def test_size(self):
        """The corpus only grows."""
        assert len(ATTACKS) >= 30
        assert sum(map(is_provable, ATTACKS)) >= 20
