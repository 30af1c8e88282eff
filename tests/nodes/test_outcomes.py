"""How a run ends, and what it gives where it did not finish."""

from typing import get_args

import pytest
from langchain_core.messages import AIMessage
from pydantic import BaseModel
from sample import asked, block

from codenode import Budget, create_code_agent
from codenode.testing import ScriptedModel
from codenode.types import Outcome

ONE = Budget(steps=1)


class Report(BaseModel):
    """An answer with a form."""

    total: int


def ended(result):
    """Return status, text and data of an answer."""
    last = result["messages"][-1]
    return last.response_metadata["codenode"]["status"], last.text, result["structured_response"]


def stopped(text, reason="length"):
    """Return a reply that ended for that reason."""
    return AIMessage(text, response_metadata={"finish_reason": reason})


class TestSteps:
    def test_asked_once_more(self, scripted):
        """At the end of its steps the model gives its best answer, which is marked as unfinished."""
        result = scripted(block("41 + 1"), "About 42.", budget=ONE).invoke(asked())
        status, text, answer = ended(result)
        assert (status, answer) == ("steps", "About 42.")
        assert text == "I could not finish: the run reached its ceiling of steps. About 42."
        assert result["messages"][-1].response_metadata["codenode"]["usage"]["model_calls"] == 2

    async def test_async(self, scripted):
        """The same on the event loop."""
        agent = scripted(block("41 + 1"), "About 42.", budget=ONE)
        assert ended(await agent.ainvoke(asked()))[0] == "steps"

    def test_it_is_told_why(self):
        """The question is the prompt so far with a note at its end."""
        model = ScriptedModel([block("41 + 1"), "About 42."])
        create_code_agent(model, budget=ONE).invoke(asked())
        assert model.prompts[1][:2] == model.prompts[0]
        assert model.prompts[1][-1].content.startswith("Observation:\nValue: 42\n\nThere are no more steps")

    @pytest.mark.parametrize(
        "form", [Report, {"type": "object", "properties": {"total": {"type": "integer"}}}], ids=str
    )
    def test_it_is_told_the_form(self, form):
        """Where the answer has a form, that is what is asked for, and not plain text."""
        model = ScriptedModel([block("41 + 1"), "final_answer({'total': 42})"])
        result = create_code_agent(model, budget=ONE, response_format=form).invoke(asked())
        note = model.prompts[1][-1].content
        assert "final_answer takes a value of this form: {'total': int}" in note
        assert "plain text" not in note
        assert dict(ended(result)[2]) == {"total": 42}

    def test_a_value_in_a_block(self, scripted):
        """No code runs any more, but a plain value that the model would have answered with is read."""
        result = scripted(block("1"), block("final_answer({'total': 3})"), budget=ONE, response_format=Report)
        assert ended(result.invoke(asked()))[2] == Report(total=3)

    @pytest.mark.parametrize("last", ["{}", "At best:\n{}", block("{}").strip()], ids=["bare", "told", "block"])
    def test_words_of_json(self, scripted, last):
        """A value that is written in JSON is read, too: `true`, `false` and `null`, but not within texts."""
        call = 'final_answer({"done": true, "ok": [false, null], "said": "true", "n": None})'
        answer = ended(scripted(block("1"), last.replace("{}", call), budget=ONE).invoke(asked()))[2]
        assert answer == {"done": True, "ok": [False, None], "said": "true", "n": None}

    @pytest.mark.parametrize("last", [block("final_answer(double(2))"), "final_answer([yes])", ValueError("down"), ""])
    def test_no_use(self, scripted, last):
        """Code, a failure or silence leave the last result."""
        status, text, answer = ended(scripted(block("41 + 1"), last, budget=ONE).invoke(asked()))
        assert (status, answer) == ("steps", None)
        assert text.endswith("Last result: 42")

    def test_one_call(self):
        """It is one call: no retries, no other model."""
        first, second = ScriptedModel([block("1"), TimeoutError(), "again"]), ScriptedModel(["other"])
        create_code_agent([first, second], budget=ONE).invoke(asked())
        assert (len(first.prompts), len(second.prompts)) == (2, 0)

    def test_checked(self, scripted):
        """An answer that is not of the form, or that a check refuses, is told but is no data."""
        agent = scripted(block("1"), "It is 3.", budget=ONE, response_format=Report)
        assert ended(agent.invoke(asked()))[1:] == (
            "I could not finish: the run reached its ceiling of steps. It is 3.",
            None,
        )
        checked = scripted(block("1"), "low", budget=ONE, final_answer_checks=[lambda said: said != "low"])
        assert ended(checked.invoke(asked()))[2] is None

    def test_nothing_of_it_stays(self, scripted):
        """The next run of a thread knows nothing of it."""
        from langgraph.checkpoint.memory import InMemorySaver

        config = {"configurable": {"thread_id": "t"}}
        agent = scripted(block("1"), "Maybe.", block("2"), "", budget=ONE, checkpointer=InMemorySaver())
        agent.invoke(asked(), config)
        assert ended(agent.invoke(asked(), config))[1].endswith("Last result: 2")


class TestOthers:
    def test_seconds(self, scripted):
        """A run whose time is over is not given more of it: nobody asks the model again."""
        agent = scripted(block("import time\ntime.sleep(0.2)\n42"), budget=Budget(seconds=0.1))
        status, text, _ = ended(agent.invoke(asked()))
        assert (status, text.endswith("Last result: 42")) == ("seconds", True)

    def test_no_answer(self, scripted):
        """Three replies in a row with neither code nor an answer end a run."""
        result = scripted("", "Thought: hm", "", block("final_answer(1)")).invoke(asked())
        assert (ended(result)[0], ended(result)[2]) == ("no_answer", None)
        assert "hm" in ended(result)[1]

    def test_answers_that_are_refused(self, scripted):
        """An answer that will not do is not silence."""
        agent = scripted(*["It is 3."] * 4, block("final_answer({'total': 3})"), response_format=Report)
        assert ended(agent.invoke(asked()))[0] == "final"

    def test_not_in_a_row(self, scripted):
        """Silence that is broken by code counts anew."""
        agent = scripted("", "", block("x = 1"), "", "", block("final_answer(x)"))
        assert ended(agent.invoke(asked()))[0] == "final"

    def test_every_outcome_is_typed(self, scripted):
        """The words are those of the type."""
        assert set(get_args(Outcome)) == {"final", "command", "steps", "seconds", "no_answer"}


class TestRepliesThatBreakOff:
    def test_half_a_block(self):
        """A block that was cut off does not run; the model is told to write less."""
        model = ScriptedModel([stopped("```python\nx = [1, 2,\n"), block("final_answer(1)")])
        agent = create_code_agent(model)
        assert ended(agent.invoke(asked()))[0] == "final"
        assert "cut off at its maximum length" in model.prompts[1][-1].content

    @pytest.mark.parametrize("reason", ["length", "max_tokens", "MAX_TOKENS"])
    def test_half_an_answer(self, scripted, reason):
        """Prose that was cut off is no answer."""
        agent = scripted(stopped("The answer is", reason), block("final_answer(1)"))
        assert ended(agent.invoke(asked()))[2] == 1

    def test_whole_block(self, scripted):
        """A block with its end runs, whatever was cut off after it."""
        agent = scripted(stopped(block("final_answer(1)") + "\nAnd n"))
        assert ended(agent.invoke(asked()))[2] == 1

    def test_without_a_reason(self, scripted):
        """A block without its end runs where the model stopped by itself, as small ones do at a stop sequence."""
        assert ended(scripted(stopped("```python\nfinal_answer(1)", "stop")).invoke(asked()))[2] == 1

    @pytest.mark.parametrize("reason", ["content_filter", "SAFETY", "refusal"])
    def test_filtered(self, reason):
        """A reply that a filter stopped neither runs nor answers; three of them end the run."""
        model = ScriptedModel([stopped(block("final_answer(1)"), reason)] * 3)
        result = create_code_agent(model).invoke(asked())
        assert ended(result)[0] == "no_answer"
        assert "content filter" in model.prompts[1][-1].content
