"""`codenode new`: a graph of the gallery as a project of one's own."""

import json
import tomllib
import zipfile

import pytest
from gallery import FOLDER, NAMES, loaded, ran, says
from sample import asked, block
from typer.testing import CliRunner

from codenode.cli import new
from codenode.cli.app import application
from codenode.testing import ScriptedModel


def codenode(*args):
    """Run the command line in this process."""
    return CliRunner().invoke(application(), ["new", *map(str, args)])


class TestNew:
    @pytest.mark.parametrize("name", NAMES)
    def test_files(self, name, tmp_path):
        """The project has the graph, its settings, a line about it, and no secrets in its history."""
        done = codenode(tmp_path / "My Team", "--graph", name)
        assert (done.exit_code, done.stderr) == (0, "")
        folder = tmp_path / "My Team"
        assert {path.name for path in folder.iterdir()} == {
            f"{name}.py", "pyproject.toml", "langgraph.json", "README.md", ".env.example", ".gitignore",
        }  # fmt: skip
        assert (folder / f"{name}.py").read_bytes() == (FOLDER / f"{name}.py").read_bytes()
        project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
        assert project["name"] == "my-team"
        assert any(one.startswith("langgraph-codenode") for one in project["dependencies"])
        assert ".env" in (folder / ".gitignore").read_text().splitlines()

    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_runs(self, driver, tmp_path):
        """What `langgraph.json` of the project names is there and works."""
        codenode(tmp_path / "team", "--graph", "supervisor")
        path, variable = json.loads((tmp_path / "team" / "langgraph.json").read_text())["graphs"]["supervisor"][
            "path"
        ].split(":")
        module = loaded(path.removeprefix("./").removesuffix(".py"), tmp_path / "team")
        assert callable(getattr(module, variable))
        replies = [block("transfer_to_analyst('add')"), block("final_answer(sum(sales().values()))"), "3600."]
        last = await ran(driver, module.build(ScriptedModel(replies)), asked())
        assert says(last)[-2:] == [("analyst", "3600"), ("coordinator", "3600.")]

    def test_list(self):
        """The graphs are listed with what they are."""
        done = codenode("--list")
        assert [line.split()[0] for line in done.stdout.splitlines()] == NAMES
        assert "hands work to specialists" in done.stdout

    @pytest.mark.parametrize(
        ("name", "graph", "told"),
        [("team", "supervisr", "there are approval, "), ("full", "single", "nothing is overwritten"), ("..", "single", "name")],
    )  # fmt: skip
    def test_refused(self, tmp_path, name, graph, told):
        """An unknown graph, a folder that holds something and a name that is none are refused; nothing is written."""
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "mine.txt").write_text("mine")
        done = codenode(tmp_path / name, "--graph", graph)
        assert (done.exit_code, told in done.stderr) == (1, True)
        assert [path.name for path in tmp_path.rglob("*")] == ["full", "mine.txt"]

    def test_no_name(self):
        """Without a name the usage is told."""
        assert codenode().exit_code == 2

    def test_not_there(self, monkeypatch, tmp_path):
        """An installation without the gallery says so."""
        monkeypatch.setattr(new, "PLACES", (tmp_path,))
        assert "install langgraph-codenode again" in codenode("--list").stderr


class TestWheel:
    def test_gallery_inside(self, tmp_path):
        """The wheel carries the graphs where an installed package looks for them."""
        builder = pytest.importorskip("hatchling.builders.wheel")
        wheel = next(builder.WheelBuilder(str(FOLDER.parent)).build(directory=str(tmp_path), versions=["standard"]))
        names = zipfile.ZipFile(wheel).namelist()
        assert {f"codenode/gallery/{name}.py" for name in NAMES} <= {*names}
        assert new.PLACES[0].name == "gallery"
        assert new.PLACES[0].parent.name == "codenode"
