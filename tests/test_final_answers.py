"""A final answer is what the developer asked for, or the model is told what is wrong with it."""

import math
import typing
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from codenode import ConfigurationError, create_code_agent
from codenode.answers import Answer
from codenode.testing import ScriptedModel
from codenode.testing.scripted_model import code


class Report(BaseModel):
    """A model."""

    title: str
    total: float
    day: date | None = None


@dataclass
class Point:
    """A dataclass."""

    x: int
    y: int


class Pair(TypedDict):
    """A typed dict."""

    left: int
    right: int


JSON = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
ASKED = {"messages": [("user", "go")]}
CONFIG = {"configurable": {"thread_id": "t"}}


class TestTypes:
    @pytest.mark.parametrize(
        ("schema", "source", "answer"),
        [
            (
                Report,
                "{'title': 'a', 'total': 1, 'day': '2026-01-02'}",
                Report(title="a", total=1, day=date(2026, 1, 2)),
            ),
            (Point, "{'x': 1, 'y': 2}", Point(1, 2)),
            (Pair, "{'left': 1, 'right': 2}", {"left": 1, "right": 2}),
            (JSON, "{'n': 1}", {"n": 1}),
            (list[int], "(1, 2)", [1, 2]),
            (int, "7", 7),
        ],
        ids=str,
    )
    def test_typed(self, scripted, schema, source, answer):
        """The answer comes as its type, from a checkpoint, too."""
        agent = scripted(code(f"final_answer({source})"), response_format=schema, checkpointer=InMemorySaver())
        assert agent.invoke(ASKED, CONFIG)["structured_response"] == answer
        assert agent.get_state(CONFIG).values["structured_response"] == answer

    @pytest.mark.parametrize("schema", [Report, Point, Pair, JSON], ids=str)
    def test_wrong(self, scripted, schema):
        """A wrong answer is an observation with the findings, and the run goes on."""
        agent = scripted(code("final_answer({'z': 1})"), code("final_answer({'z': 1})"), response_format=schema)
        states = []
        with pytest.raises(IndexError):
            states += agent.stream(ASKED, stream_mode="updates")
        agent = scripted(
            code("final_answer({'z': 1})"),
            code("final_answer({'title': 'a', 'total': 1, 'x': 1, 'y': 2, 'left': 1, 'right': 2, 'n': 1})"),
            response_format=schema,
        )
        steps = [chunk["act"]["steps"][0] for chunk in agent.stream(ASKED, stream_mode="updates") if "act" in chunk]
        assert steps[0]["observation"]["status"] == "error"
        assert "refused" in steps[0]["observation"]["fault"]["message"]

    def test_told(self, scripted):
        """The model is told what the answer must be."""
        agent = scripted("done", response_format=Report)
        with pytest.raises(IndexError):
            agent.invoke(ASKED)
        assert "{'title': str, 'total': float, 'day': date | None}" in Answer(Report).told

    def test_in_prose(self, scripted):
        """JSON in prose is read; other prose is asked for again."""
        agent = scripted("I think so.", '{"title": "a", "total": 2}', response_format=Report)
        assert agent.invoke(ASKED)["structured_response"] == Report(title="a", total=2)

    def test_no_schema(self, scripted):
        """What is no schema is refused when the agent is made."""
        with pytest.raises(ConfigurationError, match="give a Pydantic model"):
            scripted("done", response_format="Report")


class Inner(typing.TypedDict):
    """A typed dict of the standard library."""

    n: int


class Outer(typing.TypedDict, total=False):
    """One that holds others."""

    name: typing.Required[str]
    parts: list[Inner]
    first: Annotated[Inner | None, Field(description="the first of them")]
    kind: typing.Literal["a", "b"]


class Looping(typing.TypedDict):
    """One that holds itself."""

    inner: "list[Looping]"


class TestStandardTypedDict:
    @pytest.mark.parametrize(
        ("schema", "wrong", "right"),
        [
            (Inner, {"m": 1}, {"n": 1}),
            (list[Inner], [{"n": "x"}], [{"n": 1}]),
            (dict[str, Inner] | None, {"a": {}}, {"a": {"n": 1}}),
            (Outer, {"parts": []}, {"name": "x"}),
            (Outer, {"name": "x", "parts": [{}]}, {"name": "x", "parts": [{"n": 1}], "first": None, "kind": "a"}),
        ],
    )
    def test_taken(self, schema, wrong, right):
        """It is as good as one of `typing_extensions`, also within other types; keys may be optional."""
        model = ScriptedModel([code(f"final_answer({wrong})"), code(f"final_answer({right})")])
        agent = create_code_agent(model, response_format=schema)
        assert agent.invoke(ASKED)["structured_response"] == right
        assert "this answer is refused" in model.prompts[1][-1].text
        assert agent.get_output_jsonschema()["properties"]["structured_response"]

    def test_told(self):
        """The model is told its keys."""
        assert "{'name': str, 'parts'" in Answer(Outer).told.replace('"', "'")


class TestNoData:
    @pytest.mark.parametrize(
        ("source", "problem"),
        [
            ("float('nan')", "nan or inf, and JSON has no such numbers"),
            ("[1, float('-inf')]", "nan or inf, and JSON has no such numbers"),
            ("object()", "a object is no plain data"),
            ("lambda: 1", "a function is no plain data"),
            ("[1, object()]", "a object is no plain data"),
            ("[timedelta(1)]", "timedelta has no plain form"),
            ("(n for n in [1])", "a generator is no plain data"),
        ],
    )
    def test_told(self, source, problem):
        """What is no data, and says nothing as a text, is no answer: the model is told what can be given."""
        model = ScriptedModel(
            [code(f"from datetime import timedelta\nfinal_answer({source})"), code("final_answer(1)")]
        )
        assert create_code_agent(model).invoke(ASKED)["structured_response"] == 1
        assert problem in model.prompts[1][-1].text
        assert "Hint: give " in model.prompts[1][-1].text

    @pytest.mark.parametrize(
        ("source", "answer"),
        [("timedelta(days=1)", "datetime.timedelta(days=1)"), ("1 + 2j", "(1+2j)"), ("{1: (2,)}", {"1": [2]})],
    )
    def test_a_text_of_its_own(self, scripted, source, answer):
        """One thing that is no data is its text, where that says what it is; data is data."""
        agent = scripted(code(f"from datetime import timedelta\nfinal_answer({source})"))
        assert agent.invoke(ASKED)["structured_response"] == answer

    def test_not_a_number(self, scripted):
        """Where a float is asked for, the text for it will do."""
        agent = scripted(code("final_answer('nan')"), response_format=float)
        assert math.isnan(agent.invoke(ASKED)["structured_response"])


class TestChecks:
    @pytest.mark.parametrize("check", [lambda n: n > 5, lambda n: "" if n > 5 else "too small"])
    def test_refused(self, scripted, check):
        """A check that objects is told to the model, whose next answer may do."""
        agent = scripted(code("final_answer(1)"), code("final_answer(9)"), final_answer_checks=[check])
        assert agent.invoke(ASKED)["structured_response"] == 9

    def test_raising(self, scripted):
        """A check that raises objects, with its message."""

        def positive(answer):
            raise ValueError("must be positive")

        agent = scripted(code("final_answer(-1)"), "I give up", final_answer_checks=[positive])
        with pytest.raises(IndexError):
            agent.invoke(ASKED)
        assert Answer(None, [positive]).checked(-1)[1] == "positive: must be positive"


class TestHalves:
    @pytest.mark.parametrize("saver", [None, InMemorySaver()], ids=["none", "memory"])
    def test_half_a_character(self, saver):
        """A key that is no text to any store ends no run: what cannot be stored is replaced."""
        agent = create_code_agent(ScriptedModel([code("final_answer({'a\\ud800': 1})")]), checkpointer=saver)
        state = agent.invoke({"messages": [("user", "go")]}, {"configurable": {"thread_id": "t"}})
        assert state["structured_response"] == {"a?": 1}
