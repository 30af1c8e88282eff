"""Attacks on calls that wait: none gets hold of the loop, of the queue, or of another call's value."""

from pathlib import Path

import pytest

from codenode import Limits, open_session

ATTACKS = sorted((Path(__file__).parent / "waiting").glob("*.py"))
ENDS = {"ok": "harmless", "error": "raises", "rejected": "refused"}
HELD = "class Held(Exception): pass\ndef held(value):\n    raise Held(repr(value))\n"


def tool(number: int) -> int:
    """Give the number back."""
    return number


@pytest.fixture(scope="module")
def session():
    """A worker with a tool, whose variables stay."""
    with open_session(tools=[tool], executor="process", limits=Limits(seconds=10)) as opened:
        yield opened


class TestWaiting:
    @pytest.mark.parametrize("path", ATTACKS, ids=lambda path: path.stem)
    def test_expected(self, session, path):
        """The file ends as its first line says, never by `held`, and tools answer as before."""
        session.run(HELD)
        first, _, source = path.read_text().partition("\n")
        seen = session.run(source)
        assert f"# expect: {ENDS.get(seen['status'])}" == first, seen
        assert seen["fault"] is None or seen["fault"]["type"] not in {"Held", "NameError"}, seen
        assert session.run("parallel(tool, [1, 2])")["value"] == [1, 2]

    def test_size(self):
        """The corpus only grows."""
        assert len(ATTACKS) >= 30
