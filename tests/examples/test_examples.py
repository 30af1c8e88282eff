"""Every example runs, with the scripted model in the place of the local one."""

import importlib.util
from pathlib import Path

import pytest
from sample import block

from codenode.testing import ScriptedModel

FOLDER = Path(__file__).parents[2] / "examples"

SCRIPTS = {
    "01_hello": ([block("final_answer(sum(n * n for n in range(1, 101)))")], 338350),
    "02_tools": (
        [block("total = sum(price(p) * 10 for p in products())\nprint(total)"), block("final_answer(total)")],
        12.0,
    ),
    "03_inside_a_graph": (
        [block("import statistics\nfinal_answer(round(statistics.pstdev([3.0, 5.0, 8.0, 13.0]), 2))")],
        "4 numbers, deviation 3.77",
    ),
    "04_local_model": (
        [block("from datetime import date\nfinal_answer(date(2000, 2, 29).strftime('%A'))")],
        "Tuesday",
    ),
}


def loaded(name: str):
    """Return an example as a module."""
    spec = importlib.util.spec_from_file_location(f"example_{name}", FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestExamples:
    @pytest.mark.parametrize("name", SCRIPTS)
    def test_answer(self, name, capsys):
        """The example gives its answer."""
        replies, answer = SCRIPTS[name]
        assert loaded(name).main(ScriptedModel(replies)) == answer
        assert str(answer) in capsys.readouterr().out

    def test_stream_and_trace(self, capsys):
        """The fifth prints events and the span tree."""
        code = "found = [n for n in range(2, 1000) if all(n % d for d in range(2, n))]\nfinal_answer(len(found))"
        tree = loaded("05_stream_and_trace").main(ScriptedModel([block(code)]))
        assert "invoke_agent analyst" in tree
        assert "final 168" in capsys.readouterr().out

    def test_all_are_tested(self):
        """No numbered example is forgotten."""
        assert {p.stem for p in FOLDER.glob("0*.py")} == {*SCRIPTS, "05_stream_and_trace"}
