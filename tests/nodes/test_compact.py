"""A prompt never passes its ceiling: older steps are summarised, and what must not be lost is not."""

import logging
from itertools import pairwise

import pytest
from langchain_core.messages import HumanMessage
from langchain_core.messages.utils import count_tokens_approximately
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from codenode import Budget, Memory, Planning, create_code_agent, idempotent
from codenode.prompts.render import METADATA
from codenode.testing import ScriptedModel
from codenode.testing.scripted_model import code

CONFIG = {"configurable": {"thread_id": "t"}}
TASK = "Count the rows, and mind the total of 4711."
FILLER = [code(f"filler_{n} = {n}\nprint('row ' * 400)", f"I print row {n}.") for n in range(20)]


def pay(amount: int) -> str:
    """Pay."""
    return f"paid {amount}"


@idempotent
def look(what: str) -> str:
    """Look."""
    return what


def asked(text=TASK):
    """Return the input of a turn."""
    return {"messages": [HumanMessage(text)]}


def agent_of(model, tools=(), **settings):
    """Return an agent whose prompts are small."""
    settings = {"memory": Memory(max_tokens=4_000), "budget": Budget(steps=300), **settings}
    return create_code_agent(model, tools, checkpointer=InMemorySaver(), **settings)


def summarised(*prompts):
    """Return what the first prompt that has a summary says in place of the older steps."""
    texts = (message.text for prompt in prompts for message in prompt)
    return next(text for text in texts if "are not shown any more" in text)


def parts_of(prompt):
    """Return kind and content of each message."""
    return [(message.type, message.content) for message in prompt]


class TestCeiling:
    @pytest.mark.parametrize("style", ["large", "small"])
    def test_two_hundred_steps(self, style):
        """Two hundred steps that print a lot fit, each prompt, and the run comes to its end."""
        replies = [code(f"x = {n}\nprint('some output ' * 500)", f"Step number {n}.") for n in range(199)]
        model = ScriptedModel([*replies, code("final_answer(x)")], metadata={METADATA: style})
        agent = agent_of(model, memory=Memory(max_tokens=4_000))
        assert agent.invoke(asked(), CONFIG)["structured_response"] == 198
        assert len(model.prompts) == 200
        assert max(count_tokens_approximately(prompt) for prompt in model.prompts) <= 4_000
        assert all(TASK in str(parts_of(prompt)) for prompt in model.prompts)

    @pytest.mark.parametrize("planning", [None, Planning(every=6)], ids=["plain", "planned"])
    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_last_question(self, driver, planning):
        """The question at the end of the steps fits, too, and is answered."""
        plan = ["Count."] if planning else []
        model = ScriptedModel([*plan, *FILLER[:6], "At best 42."])
        agent = agent_of(model, memory=Memory(max_tokens=2_000), budget=Budget(steps=6), planning=planning)
        last = agent.invoke(asked(), CONFIG) if driver == "sync" else await agent.ainvoke(asked(), CONFIG)
        assert last["messages"][-1].response_metadata["codenode"]["status"] == "steps"
        assert "At best 42." in last["messages"][-1].text
        assert max(count_tokens_approximately(prompt) for prompt in model.prompts) <= 2_000
        assert "are not shown any more" in str(parts_of(model.prompts[-1]))

    def test_stable_between(self):
        """From one summary to the next each prompt begins with the one before, and a summary makes room for many."""
        model = ScriptedModel([*FILLER, "Done."])
        agent_of(model, memory=Memory(max_tokens=4_000)).invoke(asked(), CONFIG)
        shown = [parts_of(prompt) for prompt in model.prompts]
        broken = sum(later[: len(earlier)] != earlier for earlier, later in pairwise(shown))
        assert 1 <= broken <= 4

    def test_last_steps_are_whole(self):
        """The step before is shown as it was, and so are others that fit."""
        model = ScriptedModel([*FILLER, "Done."])
        agent_of(model).invoke(asked(), CONFIG)
        for number, prompt in enumerate(model.prompts[1:]):
            assert prompt[-2].text == FILLER[number].strip()

    def test_with_plans(self):
        """Plans stay below the ceiling with the rest, and the last one is kept whole."""

        def reply(prompt):
            if "No code" in prompt[-1].text[-600:]:
                return f"Plan at {len(model.prompts)}: " + "go on and on " * 100
            return code(f"print('row ' * {100 + 37 * len(model.prompts)})")

        model = ScriptedModel([reply] * 80 + ["Done."] * 20)
        agent = agent_of(model, planning=Planning(every=3), memory=Memory(max_tokens=4_000), budget=Budget(steps=55))
        agent.invoke(asked(), CONFIG)
        assert max(count_tokens_approximately(prompt) for prompt in model.prompts) <= 4_000
        assert summarised(*model.prompts).rstrip("]").endswith("go on and on")

    def test_as_the_model_counts(self):
        """A model that counts more tokens than were estimated is believed."""

        class Wordy(ScriptedModel):
            def _generate(self, messages, *rest, **more):
                result = super()._generate(messages, *rest, **more)
                counted = 2 * count_tokens_approximately(messages)
                result.generations[0].message.usage_metadata = {
                    "input_tokens": counted, "output_tokens": 1, "total_tokens": counted + 1,
                }  # fmt: skip
                return result

        model = Wordy([*FILLER, "Done."])
        agent_of(model, memory=Memory(max_tokens=4_000)).invoke(asked(), CONFIG)
        assert max(count_tokens_approximately(prompt) for prompt in model.prompts) <= 2_100

    def test_nothing_to_summarise(self, caplog):
        """A conversation that is too long by itself is said once, with what to do."""
        model = ScriptedModel([code("x = 1"), code("x"), "Done."])
        with caplog.at_level(logging.WARNING, "codenode"):
            agent_of(model).invoke(asked("long " * 6000), CONFIG)
        said = [record.message for record in caplog.records if "over its ceiling of 4,000" in record.message]
        assert len(said) == 1
        assert "shorten it, or give Memory(max_tokens=...) more" in said[0]


class TestNeverLost:
    def prompt(self, *replies):
        """Return the first prompt of a run whose first replies are summarised."""
        model = ScriptedModel([*replies, *FILLER, "Done."])
        agent_of(model, [pay, look], memory=Memory(max_tokens=4_000)).invoke(asked(), CONFIG)
        return next(prompt for prompt in model.prompts if "any more" in prompt[1].text)

    def test_task(self):
        """The user's message stays as it was."""
        assert self.prompt()[1].content.startswith(TASK)

    def test_calls(self):
        """Calls with effects are told with how they ended, those that may be repeated are not."""
        text = summarised(self.prompt(code("[pay(n) for n in range(3)]\nlook('a')"), code("pay('x')")))
        assert "Calls made, do not repeat them: pay x 3, pay (failed) in steps 1 to 2" in text

    def test_variables(self):
        """The variables are listed with type and size."""
        text = summarised(self.prompt(code("rows = list(range(300))\ntotal = 4711")))
        assert "rows: list of 300" in text
        assert "total: int" in text

    def test_error(self):
        """An error that nothing has mended when the summary is made is told."""
        failing = [code(f"x = {n}\nprint('row ' * 400)\nraise KeyError('missing column')") for n in range(12)]
        model = ScriptedModel([*failing, "Done."])
        agent_of(model).invoke(asked(), CONFIG)
        told = summarised(*model.prompts)
        number = told.partition("[Steps 1 to ")[2].split()[0]
        assert f"Not mended, of step {number}: KeyError: 'missing column'" in told

    def test_plan(self):
        """The plan is told."""

        def think_ahead(plan: str) -> Command:
            """Plan."""
            return Command(update={"plan": plan})

        model = ScriptedModel([code("think_ahead('first count, then sum')"), *FILLER, "Done."])
        agent_of(model, [think_ahead]).invoke(asked(), CONFIG)
        assert "Plan: first count, then sum" in summarised(model.prompts[-1])

    def test_steps(self):
        """Each step has a line: its thought, what it defined and called, what came of it."""
        text = summarised(self.prompt(code("a = 1\nlook('b')", "I look.\nAnd more."), code("1 / 0", "I divide.")))
        assert "1. I look.; defined a; called look; showed 'b'" in text
        assert "2. I divide.; failed: ZeroDivisionError: division by zero" in text

    def test_the_state(self):
        """The steps themselves stay in the state; the summary says how far it goes."""
        model = ScriptedModel([*FILLER, "Done."])
        agent = agent_of(model)
        agent.invoke(asked(), CONFIG)
        values = agent.get_state(CONFIG).values
        assert [step["number"] for step in values["steps"]] == list(range(1, 21))
        assert 1 < values["summaries"][-1]["through"] < 20


class TestSummarizer:
    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_words(self, driver):
        """A summarizer's words stand in place of the lines; what must not be lost stands behind them."""
        small = ScriptedModel(["They counted to four."] * 20)
        model = ScriptedModel([code("pay(5)"), *FILLER, "Done."])
        agent = agent_of(model, [pay], memory=Memory(max_tokens=4_000, summarizer=small))
        last = agent.invoke(asked(), CONFIG) if driver == "sync" else await agent.ainvoke(asked(), CONFIG)
        text = summarised(model.prompts[-1])
        assert "They counted to four.\nCalls made, do not repeat them: pay in step 1" in text
        usage = last["messages"][-1].response_metadata["codenode"]["usage"]
        assert usage["model_calls"] == len(model.prompts) + len(small.prompts)

    def test_what_it_reads(self):
        """It reads the task, the summary before, and the steps that came since."""
        small = ScriptedModel([f"Summary {n}." for n in range(20)])
        model = ScriptedModel([*FILLER, "Done."])
        agent_of(model, memory=Memory(max_tokens=4_000, summarizer=small)).invoke(asked(), CONFIG)
        first, second = (prompt[1].text for prompt in small.prompts[:2])
        assert first.startswith(f"Task: {TASK}")
        assert "filler_0 = 0" in first
        assert "Summary 0." in second
        assert "filler_0 = 0" not in second

    def test_failing(self, caplog):
        """Where it fails the rule does it, and the log says so."""
        broken = ScriptedModel([ConnectionError("no route")] * 20)
        model = ScriptedModel([*FILLER, "Done."])
        with caplog.at_level(logging.WARNING, "codenode"):
            agent_of(model, memory=Memory(max_tokens=4_000, summarizer=broken)).invoke(asked(), CONFIG)
        assert "1. I print row 0." in summarised(*model.prompts)
        assert "the summarizer failed (no route)" in caplog.text

    def test_not_streamed(self):
        """Its tokens are nobody's answer: only the model's are streamed."""
        small = ScriptedModel(["They counted."] * 20)
        agent = agent_of(ScriptedModel([*FILLER, "Done."]), memory=Memory(max_tokens=4_000, summarizer=small))
        chunks = [chunk.text for chunk, _ in agent.stream(asked(), CONFIG, stream_mode="messages")]
        assert small.prompts
        assert "counted" not in "".join(chunks)


class TestTold:
    def test_event_and_span(self, captured):
        """A summary is an event of the custom stream and a span of its own."""
        agent = agent_of(ScriptedModel([*FILLER, "Done."]))
        events = list(agent.stream(asked(), CONFIG, stream_mode="custom"))
        told = [event for event in events if event["type"] == "compact"]
        assert told[0]["text"].startswith(f"[Steps 1 to {told[0]['step']} are not shown any more.")
        assert len(captured.named("compact")) == len(told)

    def test_next_turn(self):
        """A later turn begins with the same summary in the same place."""
        model = ScriptedModel([*FILLER, "Done.", "And again."])
        agent = agent_of(model, memory=Memory(max_tokens=4_000))
        agent.invoke(asked(), CONFIG)
        agent.invoke(asked("more"), CONFIG)
        *_, before, after = (parts_of(prompt) for prompt in model.prompts)
        assert after == [*before, ("ai", "Done."), ("human", "more")]
