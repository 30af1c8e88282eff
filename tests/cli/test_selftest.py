"""`codenode selftest --escape`, as a user runs it."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from codenode.cli.app import application

COMMAND = [sys.executable, "-c", "from codenode.cli.app import main; main()", "selftest"]
HEADER = "# expect: raises\n# class: dynamic code\n# layer: guards\n# source: ours\n# reach: plain\n"


def selftest(*args):
    """Run the command in this process, which has imported everything already."""
    return CliRunner().invoke(application(), ["selftest", *args])


@pytest.fixture
def corpus(tmp_path):
    """Return a function that plants attacks in a corpus of their own."""
    (tmp_path / "language").mkdir()

    def plant(**attacks):
        for name, body in attacks.items():
            (tmp_path / "language" / f"{name}.attack").write_text(HEADER + body)
        return str(tmp_path)

    return plant


class TestSelftest:
    def test_held(self, corpus):
        """Attacks that are held and reach their target: a table by class, exit code 0."""
        planted = corpus(walk='reached(getattr(tool, "__globals__"))')
        done = subprocess.run(
            [*COMMAND, "--escape", "--corpus", planted], capture_output=True, text=True, timeout=120
        )  # as a user does
        assert done.returncode == 0, done.stderr
        assert [line.split() for line in done.stdout.splitlines() if "dynamic" in line] == [
            ["dynamic", "code", *"1110"]
        ]

    def test_got_through(self, corpus):
        """One that gets through is named, and the exit code is not 0."""
        folder = corpus(open_door="reached(1)", walk='reached(getattr(tool, "__globals__"))')
        done = selftest("--escape", "--corpus", folder)
        assert done.exit_code == 1
        assert "language/open_door: got through" in done.stdout

    def test_typing_error(self, corpus):
        """One that ends by a name that is missing is no defence: it is named, and the exit code is not 0."""
        done = selftest("--escape", "--json", "--corpus", corpus(typo="reachd(tool)"))
        report = json.loads(done.stdout)
        assert done.exit_code == 1
        assert (report["total"]["held"], report["total"]["unclear"], report["total"]["reach_proved"]) == (0, 1, 0)
        assert report["troubles"][0]["attack"] == "language/typo"

    def test_without_proof(self, corpus):
        """Without the proof nothing runs outside of the sandbox."""
        done = selftest("--escape", "--no-proof", "--json", "--corpus", corpus(walk="reached(tool._registry)"))
        report = json.loads(done.stdout)
        assert (done.exit_code, report["total"]["held"], report["unproved"]) == (0, 1, {})

    def test_nothing_to_run(self):
        """Without `--escape` it says what there is."""
        done = selftest()
        assert (done.exit_code, done.stderr) == (2, "codenode: nothing to run; there is: codenode selftest --escape\n")

    def test_wrong_header(self, corpus, tmp_path):
        """A corpus with a wrong header is one line and exit code 2."""
        (tmp_path / "language" / "wrong.attack").write_text("1\n")
        done = selftest("--escape", "--corpus", str(tmp_path))
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
