"""Does `codenode bench tasks` run and tell what came of it?"""

import io

import pytest
from rich.console import Console
from typer.testing import CliRunner

from codenode.cli import bench
from codenode.evaluation.arms import arms
from codenode.evaluation.runner import run
from codenode.evaluation.tasks import chosen
from codenode.testing.scripted_model import ScriptedModel, code

WIDE = {"COLUMNS": "200", "TERM": "dumb", "NO_COLOR": "1"}


def called(*words):
    """Run the command."""
    return CliRunner().invoke(bench.app, ["tasks", *words], env=WIDE)


class TestCommand:
    def test_help(self):
        """The help names the options and warns of the plain arms."""
        shown = called("--help")
        assert shown.exit_code == 0
        assert all(word in shown.output for word in ("--arms", "--held-out", "--json", "throwaway"))

    @pytest.mark.parametrize("words", [("--kind", "poetry"), ("--task", "x-1"), ("--arms", "mine")])
    def test_wrong_name(self, words):
        """A wrong name is one line on the error stream and exit code 1."""
        shown = called(*words)
        assert shown.exit_code == 1
        assert shown.stderr.startswith("codenode: there is no ")

    def test_wrong_model(self):
        """An unknown model is an error before any task is run."""
        assert called("--model", "nothing").exit_code == 1


class TestTables:
    def test_shown(self):
        """A run is shown by kind and in all."""
        model = ScriptedModel([code("final_answer(836)"), code("final_answer(1)")])
        results = run(model, chosen(kinds=["dates"], limit=2), arms(["plain"]))
        text = io.StringIO()
        bench.show(results, Console(file=text, width=120))
        assert "1 / 2" in text.getvalue()
        assert "9% to 91%" in text.getvalue()

    def test_told(self, capsys):
        """Each result is a line on the error stream."""
        run(
            ScriptedModel([code("final_answer(836)")]),
            chosen(ids=["dates-1"]),
            arms(["plain"]),
            told=bench.say,
        )
        assert capsys.readouterr().err.startswith("right  dates-1  plain  final  1 steps")
