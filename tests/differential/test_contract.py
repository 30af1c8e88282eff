"""What `docs/language.md` says is not allowed, is not."""

import re
from pathlib import Path

import pytest

from codenode import open_session

TEXT = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
TABLE = TEXT.split("| not allowed |")[1].split("\n\n")[0].splitlines()[2:]
CODES = [code for row in TABLE for code in re.findall(r"`([^`]+)`", row.split(" | ")[0])]


@pytest.fixture(scope="module")
def session():
    """Open one session for all."""
    with open_session(executor="process") as opened:
        opened.run("x = 5")
        yield opened


class TestContract:
    @pytest.mark.parametrize("code", CODES)
    def test_not_allowed(self, session, code):
        """The code is refused, or fails, and the model is told what is wrong with it."""
        source = code.replace(": case ", ":\n case ").replace("; match", "\nmatch")
        seen = session.run(source)
        assert seen["status"] in {"rejected", "error"}
        assert "invalid syntax" not in seen["fault"]["message"]

    def test_size(self):
        """The table is read as a whole."""
        assert len(CODES) > 50
