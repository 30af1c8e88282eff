"""Does the plain loop do what a plain loop does, and end whatever the code does?"""

import pytest

from codenode.evaluation.attempt import MOST_STEPS
from codenode.evaluation.child import Child
from codenode.evaluation.plain import plain, plain_turns, read
from codenode.evaluation.task import Task, no_tools
from codenode.testing.scripted_model import ScriptedModel, code


def tools():
    """Make one tool that remembers its calls."""
    seen = []

    def remember(word: str) -> int:
        """Return how many words were remembered."""
        seen.append(word)
        return len(seen)

    return (remember,)


TASK = Task(id="t", kind="files", prompt="Two?", answer=2, tools=tools, files={"a.txt": lambda: "two"})


@pytest.fixture
def child(tmp_path):
    started = Child(no_tools, tmp_path, seconds=0.5)
    yield started
    started.close()


class TestChild:
    def test_variables_stay(self, child):
        """Variables stay from block to block."""
        child.run("x = 20")
        assert child.run("print(x + 1)")["output"] == "21\n"

    def test_final_answer(self, child):
        """The answer passes through handlers of the code and comes as data."""
        outcome = child.run("try:\n    final_answer({'a': (1, 2)})\nexcept Exception:\n    pass")
        assert outcome["final"]
        assert outcome["value"] == {"a": [1, 2]}

    def test_error(self, child):
        """An error is its last line, with what was printed before."""
        outcome = child.run("print('before')\n1 / 0")
        assert outcome["output"] == "before\n"
        assert outcome["error"] == "ZeroDivisionError: division by zero"

    def test_syntax_error(self, child):
        """Code that does not compile is an error too."""
        assert child.run("1 +")["error"].startswith("SyntaxError")

    def test_exit(self, child):
        """`exit` does not end the child."""
        child.run("x = 1\nraise SystemExit")
        assert child.run("print(x)")["output"] == "1\n"

    def test_endless_loop(self, child):
        """An endless loop is killed, and the next block runs in a new process."""
        assert child.run("while True: pass")["error"].startswith("TimeoutError")
        assert child.run("print(1)")["output"] == "1\n"

    def test_dead_child(self, child):
        """A child that dies is an outcome."""
        assert "died" in child.run("import os\nos._exit(3)")["error"]
        assert child.run("print(1)")["output"] == "1\n"

    def test_odd_value(self, child):
        """A value that is no JSON data comes as a list or as text."""
        assert child.run("final_answer({1})")["value"] == [1]
        assert child.run("from datetime import date; final_answer(date(2026, 1, 2))")["value"] == "2026-01-02"
        assert child.run("final_answer({(1, 2): 3})")["value"] == "{(1, 2): 3}"


class TestLoop:
    @pytest.mark.parametrize("arm", [plain, plain_turns])
    def test_right(self, arm, tmp_path):
        """Tools and files are there, and what they gave stays for the next block."""
        model = ScriptedModel(
            [
                code("n = remember('a')\nprint(open('a.txt').read())"),
                code("final_answer(n + remember('b') - 1)"),
            ]
        )
        attempt = arm(model, TASK, tmp_path)
        assert (attempt.answer, attempt.status, attempt.steps) == (2, "final", 2)
        assert model.prompts[1][-1].content == "Observation:\ntwo"

    def test_tokens(self, tmp_path):
        """Tokens of all calls are added up."""
        attempt = plain(ScriptedModel([code("x = 1"), code("final_answer(x)")]), TASK, tmp_path)
        assert attempt.input_tokens > attempt.output_tokens > 0

    def test_prompt(self, tmp_path):
        """The prompt names functions, files and the task."""
        model = ScriptedModel([code("final_answer(2)")])
        plain_turns(model, TASK, tmp_path)
        last = model.prompts[0][-1].content
        assert "def remember(word: str) -> int: Return how many" in last
        assert "a.txt" in last
        assert last.endswith("Task: Two?")

    def test_prose(self, tmp_path):
        """Prose is answered with what is wanted, and ends at the ceiling without an answer."""
        attempt = plain(ScriptedModel(["It is two."] * MOST_STEPS), TASK, tmp_path)
        assert (attempt.answer, attempt.status, attempt.steps) == (None, "budget", MOST_STEPS)

    def test_failing_model(self, tmp_path):
        """A failing model ends the attempt; what was used until then is kept."""
        attempt = plain(ScriptedModel([code("x = 1"), RuntimeError("no reply")]), TASK, tmp_path)
        assert (attempt.status, attempt.steps) == ("failed", 1)
        assert attempt.error == "RuntimeError: no reply"
        assert attempt.input_tokens > 0


class TestRead:
    def test_first_block(self):
        """What follows the first block is invented and left out."""
        text, found = read("Thought: a\n```python\nx = 1\n```\nObservation:\n5\n```python\ny = 2\n```")
        assert found == "x = 1"
        assert text == "Thought: a\n```python\nx = 1\n```"

    def test_open_block(self):
        """A block that a stop sequence cut is closed."""
        assert read("```python\nx = 1") == ("```python\nx = 1\n```", "x = 1")

    def test_bare_answer(self):
        """A bare `final_answer` line is code."""
        assert read("Thought: done\nfinal_answer(3)")[1] == "final_answer(3)"

    def test_prose(self):
        """Prose has no code."""
        assert read("It is three.") == ("It is three.", "")
