"""What the README and the pages of docs/ show runs."""

import re
from pathlib import Path

import pytest
from sample import block

from codenode.testing import ScriptedModel

TEXT = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


class TestReadme:
    def test_agent(self, capsys):
        """The first example answers; only its model is another one."""
        model = ScriptedModel(
            [block("final_answer(round(3 * price('apple') + 2 * price('pear') + 10 * price('plum'), 2))")]
        )
        exec(BLOCKS[0].replace('"local"', "MODEL"), {"MODEL": model})
        assert capsys.readouterr().out == "4.4\n"

    @pytest.mark.filterwarnings("ignore")
    def test_session(self, capsys):
        """The sandbox alone prints what the comments say."""
        exec(BLOCKS[1].replace("seconds=5", "seconds=2"), {})
        assert capsys.readouterr().out == "6\ntimeout\n"

    def test_snapshot(self, capsys, tmp_path, monkeypatch):
        """So do the examples of a snapshot, here and in its own page."""
        monkeypatch.chdir(tmp_path)
        page = Path(__file__).parents[1].joinpath("docs/snapshots.md").read_text(encoding="utf-8")
        for source in (BLOCKS[2], re.search(r"```python\n(.*?)```", page, re.DOTALL)[1]):
            exec(source, {})
        assert capsys.readouterr().out == "[3, 12]\n[3.14, 12.56]\n"

    def test_short(self):
        """The first example has about fifteen lines."""
        assert len([line for line in BLOCKS[0].splitlines() if line.strip()]) <= 15


class TestContract:
    def test_keys_and_context(self):
        """The page's agent with keys and a context of its own runs as it stands; only its model is another one."""
        page = Path(__file__).parents[1].joinpath("docs/contract.md").read_text(encoding="utf-8")
        room = {"MODEL": ScriptedModel([block("note('green')"), "Noted."])}
        exec(re.search(r"```python\n(.*?)```", page, re.DOTALL)[1].replace('"local"', "MODEL"), room)
        assert room["result"]["notes"] == ["ann: green"]
