"""Reading a model's reply."""

import json
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage

from codenode.parsing import parse, text_of

CASES = [json.loads(line) for line in Path(__file__).with_name("replies.jsonl").read_text().splitlines()]


class TestParse:
    @pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
    def test_replies(self, case):
        """Each way a model writes is read as a person would read it."""
        found = parse(case["text"])
        assert (found.code, found.answer) == (case.get("code", ""), case.get("answer", ""))

    def test_thought(self):
        """What stands before the block is the thought, without its label."""
        assert parse("Thought: add them\n```python\n1 + 1\n```").thought == "add them"

    def test_invented_observation(self):
        """A step the model made up after its own code is dropped."""
        found = parse("```python\na = 1\n```\nObservation: 1\n```python\nfinal_answer(1)\n```")
        assert found.code == "a = 1"

    def test_observation_inside_code(self):
        """The same word inside the code stays."""
        source = 'print("""\nObservation: x\n""")'
        assert parse(f"```python\n{source}\n```").code == source

    def test_other_languages_are_not_run(self):
        """A JSON or shell block is no action."""
        assert parse("Data:\n```json\n{}\n```\n```python\nx = 1\n```").code == "x = 1"

    def test_content_blocks(self):
        """A reply in blocks is read as its text."""
        message = AIMessage([{"type": "text", "text": "```python\nx"}, {"type": "text", "text": " = 1\n```"}])
        assert parse(text_of(message)).code == "x = 1"
