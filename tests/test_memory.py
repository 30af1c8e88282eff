"""What the model is told of a step, and how much that may be."""

import re
from dataclasses import replace

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.messages.utils import count_tokens_approximately

from codenode import Memory, memory
from codenode.errors import ConfigurationError
from codenode.memory import Room
from codenode.prompts.render import LARGE, SMALL
from codenode.testing import ScriptedModel
from codenode.types import Action, Display, Fault, Observation, Step, Usage, storable

ROOM = Room(tokens=20_000, output=1_500, images=False)

ACTION = Action(id="a1", code="x = 1\ny = x / 0", thought="I divide.")
USAGE = Usage(steps=1, model_calls=0, tool_calls=0, input_tokens=0, output_tokens=0, seconds=0.0)


def seen(**changes) -> Observation:
    """Return an observation."""
    base = Observation(status="ok", output="", value=None, preview="", fault=None, truncated=False, variables=[])
    return {**base, **changes}


def step(observation: Observation) -> Step:
    """Return a step."""
    return Step(number=1, action=ACTION, observation=observation, calls=[], usage=USAGE, seconds=0.1)


class TestShown:
    def test_output_and_value(self):
        """Output first, then the value."""
        assert memory.shown(seen(output="a\n", preview="3"), "", 100) == "Observation:\na\nValue: 3"

    def test_nothing(self):
        """Silence is told, with what to do."""
        assert "printed nothing" in memory.shown(seen(), "", 100)

    def test_fault(self):
        """An error has its line, the line's source and the hint."""
        fault = Fault(type="ZeroDivisionError", message="division by zero", line=2, hint="check x")
        text = memory.shown(seen(fault=fault), ACTION["code"], 100)
        assert text.splitlines()[1:] == [
            "Error on line 2: ZeroDivisionError: division by zero", "    y = x / 0", "Hint: check x",
        ]  # fmt: skip

    def test_long_output(self):
        """Head and tail of a long output, and the size of the gap."""
        text = memory.shown(seen(output="a" * 500 + "b" * 500), "", 300)
        assert "not shown" in text
        assert text.endswith("b" * 100)
        assert len(text) < 400


class TestTurnOf:
    def test_made_once(self):
        """A step becomes messages once; whatever is asked later, they are the same objects."""
        made = {}
        assert memory.turn_of(step(seen(output="1")), LARGE, ROOM, "t", made) is memory.turn_of(
            step(seen(output="2")), LARGE, ROOM, "u", made
        )

    def test_small_profile(self):
        """Small models get the thought's label and the task again."""
        said, told = memory.turn_of(step(seen(output="1")), SMALL, ROOM, "the task", {}).messages
        assert said.content.startswith("Thought: I divide.\n```python\n")
        assert told.content.endswith("Task: the task")

    @pytest.mark.parametrize("text", ["a" * 1_000_000, "\u4f60" * 400_000, "\U0001f600" * 250_000])
    def test_ceiling(self, text):
        """An output of a megabyte takes what it may, in any script, and says what is missing."""
        told = memory.turn_of(step(seen(output=text)), LARGE, ROOM, "t", {}).messages[1]
        assert count_tokens_approximately([told]) < ROOM.output * 1.1
        assert f"of {len(text):,} characters not shown" in told.content

    def test_all_at_once(self):
        """Output, value and error that are long together still have a ceiling."""
        long = "x" * 50_000
        fault = Fault(type="E", message=long, line=None, hint=long)
        turn = memory.turn_of(step(seen(output=long, preview=long, fault=fault)), LARGE, ROOM, "t", {})
        assert turn.tokens < 3 * ROOM.output

    def test_long_code(self):
        """Code as long as the whole prompt is cut, too."""
        long = step(seen())
        long["action"] = {**ACTION, "code": "x = 1\n" * 100_000}
        assert memory.turn_of(long, LARGE, ROOM, "t", {}).tokens < ROOM.tokens / 3

    def test_pictures(self):
        """A model that takes images gets each figure once, in its turn; others read that there was one."""
        shown = seen(displays=[Display(mime="image/png", data="AAAA", text="2x2")])
        text, picture = memory.turn_of(step(shown), LARGE, replace(ROOM, images=True), "t", {}).messages[1].content
        assert picture == {"type": "image", "base64": "AAAA", "mime_type": "image/png"}
        assert text["text"] == memory.turn_of(step(shown), LARGE, ROOM, "t", {}).messages[1].content
        assert "[display 1: image/png 2x2]" in text["text"]


class TestTokensOf:
    @pytest.mark.parametrize(
        "message",
        [
            HumanMessage("x" * 1001),
            AIMessage("hello", name="somebody"),
            AIMessage("", tool_calls=[{"name": "f", "args": {"a": 1}, "id": "1"}]),
            HumanMessage([{"type": "text", "text": "see"}, {"type": "image", "base64": "A" * 99, "mime_type": "i/p"}]),
            SystemMessage("s"),
        ],
    )
    def test_not_too_few(self, message):
        """It counts at least what LangChain's own estimate does, and no base64 text."""
        assert count_tokens_approximately([message]) <= memory.tokens_of(message) < 2_000


class TestMemory:
    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"max_tokens": 10}, "max_tokens=10 is wrong; give a whole number from 1,000 on"),
            ({"max_tokens": "8k"}, "max_tokens='8k' is wrong"),
            ({"output_tokens": 0}, "output_tokens=0 is wrong; give a whole number from 50 on"),
            ({"persist": "always"}, "persist='always' is wrong; give 'thread' or 'run'"),
            ({"summarizer": "gpt"}, "summarizer='gpt' is wrong; give a chat model or None"),
            ({"images": "yes"}, "images='yes' is wrong; give True, False or None"),
        ],
    )
    def test_wrong(self, given, told):
        """A wrong value is refused by its name, with what would be right."""
        with pytest.raises(ConfigurationError, match=re.escape(told)):
            Memory(**given)

    def test_no_room(self, scripted):
        """A ceiling that the tools fill is refused when the agent is made."""
        with pytest.raises(ConfigurationError, match=r"max_tokens=1,000 leaves no room.*give at least"):
            scripted("x", system_prompt="long " * 1000, memory=Memory(max_tokens=1000))

    def test_of_the_model(self):
        """The model's profile says how large a prompt may be and whether it takes images."""
        model = ScriptedModel([], profile={"max_input_tokens": 8_000, "image_inputs": True})
        assert Memory().room(model, LARGE) == Room(tokens=6_000, output=750, images=True)
        assert Memory(images=False, max_tokens=50_000).room(model, LARGE).images is False
        assert Memory().room(ScriptedModel([]), LARGE) == Room(tokens=100_000, output=1_500, images=False)
        assert Memory().room(ScriptedModel([]), SMALL) == Room(tokens=6_000, output=500, images=False)


class TestStorable:
    def test_integers(self):
        """Integers beyond 64 bits become text; nothing else changes."""
        assert storable({"a": [2**63, 2**63 - 1, -(2**63), True, 1.5]}) == {
            "a": [str(2**63), 2**63 - 1, -(2**63), True, 1.5]
        }
