"""What large and small models are told."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from sample import asked, block, double

from codenode import create_code_agent
from codenode.prompts import render
from codenode.prompts.listing import listing
from codenode.testing import ScriptedModel

SMALL = {"codenode_prompt": "small"}


def prompts(*replies, **settings):
    """Run an agent and return what its model was asked."""
    model = ScriptedModel(replies, **settings)
    create_code_agent(model, [double]).invoke(asked("the task"))
    return model


class TestLarge:
    def test_short(self):
        """The node's own words stay under 300 tokens (three quarters of a token a word, and some)."""
        words = render.system(render.LARGE, own=None, imports=(), stubs="").content.split()
        assert len(words) < 200

    def test_tools_in_the_system_text(self):
        """A large model finds the tools in the system text and gets no examples."""
        model = prompts(block("final_answer(1)"))
        assert [type(m).__name__ for m in model.prompts[0]] == ["SystemMessage", "HumanMessage"]
        assert "def double" in model.prompts[0][0].content
        assert model.options[0]["stop"] is None


class TestSmall:
    def test_examples_are_turns(self):
        """A small model sees two solved tasks as earlier turns, the functions beside the task."""
        model = prompts(block("final_answer(1)"), metadata=SMALL)
        system, *turns, task = model.prompts[0]
        assert "def double" not in system.content
        assert [type(turn) for turn in turns] == [HumanMessage, AIMessage] * 3
        assert task.content.startswith("Functions you can call:\n\ndef double(number: int) -> int:")
        assert task.content.endswith("Next task: the task")

    def test_stops(self):
        """It is stopped at the fence's end, and at an invented observation."""
        model = prompts(block("final_answer(1)") + "\nmore", metadata=SMALL)
        assert model.options[0]["stop"] == list(render.SMALL.stop)

    def test_task_again(self):
        """The task stands behind every observation."""
        model = prompts(block("1"), block("final_answer(1)"), metadata=SMALL)
        assert model.prompts[1][-1].content == "Observation:\nValue: 1\n\nTask: the task"

    def test_second_try(self):
        """The same code again is thrown away once, and another reply is sampled."""
        again = block("nothing_here")
        model = prompts(again, again, block("final_answer(2)"), metadata=SMALL)
        assert [options.get("temperature") for options in model.options] == [None, None, 0.8]


class TestListing:
    def test_first_lines(self, tmp_path):
        """A file is told with its size and how it begins; a binary one with its size."""
        (tmp_path / "a.csv").write_text("x,y\n1,2\n3,4\n5,6\n")
        (tmp_path / "b.bin").write_bytes(b"\0\1")
        text = listing([tmp_path / "a.csv", tmp_path / "b.bin"])
        assert "- a.csv (4 lines); it begins:\n    x,y\n    1,2\n    3,4" in text
        assert "- b.bin (2 bytes, binary)" in text
        assert "5,6" not in text

    @pytest.mark.parametrize("files", [[], ()])
    def test_nothing(self, files):
        """Without files nothing is said."""
        assert listing(files) == ""
