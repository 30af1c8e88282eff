"""What the model is told of a step."""

from codenode import memory
from codenode.prompts.render import LARGE, SMALL
from codenode.types import Action, Fault, Observation, Step, Usage, storable

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


class TestMessages:
    def test_stable_prefix(self):
        """A later step never changes what was said before."""
        steps = [step(seen(output="1")), step(seen(output="2"))]
        assert memory.messages(steps, LARGE, "t", {})[:2] == memory.messages(steps[:1], LARGE, "t", {})

    def test_small_profile(self):
        """Small models get the thought's label and the task again."""
        said, told = memory.messages([step(seen(output="1"))], SMALL, "the task", {})
        assert said.content.startswith("Thought: I divide.\n```python\n")
        assert told.content.endswith("Task: the task")


class TestStorable:
    def test_integers(self):
        """Integers beyond 64 bits become text; nothing else changes."""
        assert storable({"a": [2**63, 2**63 - 1, -(2**63), True, 1.5]}) == {
            "a": [str(2**63), 2**63 - 1, -(2**63), True, 1.5]
        }
