"""Of several models each is asked with what it can be given: by its own window, and with images if it sees them."""

from itertools import pairwise

import pytest
from langchain_core.messages import HumanMessage
from langchain_core.messages.utils import count_tokens_approximately
from langgraph.checkpoint.memory import InMemorySaver
from nodes.failing import Refused
from sample import asked, block

from codenode import Budget, ConfigurationError, Memory, Planning, create_code_agent
from codenode.testing import ScriptedModel

CONFIG = {"configurable": {"thread_id": "t"}}
ANSWER = block("final_answer(x)")
STEPS = [f"I print row {n}.\n" + block(f"x = {n}\nprint('row ' * 900)") for n in range(12)]
SMALL = {"max_input_tokens": 4_000}
LINE = {"type": "text", "text": "[image left out: this model takes none]"}
PICTURE = {"type": "image", "base64": "aGk=", "mime_type": "image/png"}


def model_of(*replies, **profile):
    """Return a model of which so much is known."""
    return ScriptedModel(replies, profile=profile or None)


def agent_of(*models, **settings):
    """Return an agent that turns from one model to the next."""
    return create_code_agent(list(models), **{"checkpointer": InMemorySaver(), "budget": Budget(steps=50), **settings})


def pictured():
    """Return the input of a turn with an image."""
    return {"messages": [HumanMessage([{"type": "text", "text": "What is this?"}, PICTURE])]}


def largest(model):
    """Return how large a model's largest prompt is."""
    return max(count_tokens_approximately(prompt) for prompt in model.prompts)


def stable(prompts):
    """Say whether each prompt begins with the one before, byte for byte."""
    shown = [[(message.type, message.content) for message in prompt] for prompt in prompts]
    return all(later[: len(earlier)] == earlier for earlier, later in pairwise(shown))


def told(model):
    """Return all that the last prompt of a model says."""
    return "\n".join(message.text for message in model.prompts[-1])


class TestRoom:
    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_smaller(self, driver):
        """A model with less room than the one before is asked within its own; what it is shown then stays."""
        first = model_of(*STEPS, Refused())
        second = model_of(block("x += 1"), block("print(x)"), ANSWER, **SMALL)
        agent = agent_of(first, second)
        last = agent.invoke(asked(), CONFIG) if driver == "sync" else await agent.ainvoke(asked(), CONFIG)
        assert last["structured_response"] == 12
        assert largest(first) > 10_000
        assert largest(second) <= 3_000
        assert "11. I print row 10." in told(second)
        assert stable(first.prompts)
        assert stable(second.prompts)

    def test_goes_on(self):
        """It stays within it, too, and what the first one was shown still begins the first one's next prompt."""
        first, second = model_of(*STEPS, Refused(), ANSWER), model_of(*STEPS, ANSWER, **SMALL)
        agent = agent_of(first, second)
        agent.invoke(asked(), CONFIG)
        assert largest(second) <= 3_000
        agent.invoke(asked("again"), CONFIG)
        assert len(first.prompts) == len(STEPS) + 2
        assert stable(first.prompts)

    def test_resumed(self):
        """A run that goes on after all have failed begins with the first one, within its room."""
        first, second = model_of(Refused(), ANSWER, **SMALL), model_of(*STEPS, Refused())
        agent = agent_of(first, second)
        with pytest.raises(Refused):
            agent.invoke(asked(), CONFIG)
        assert agent.invoke(None, CONFIG)["structured_response"] == 11
        assert largest(first) <= 3_000

    def test_larger(self):
        """A model with more room is shown the steps, and not what the one before had to make do with."""
        first, second = model_of(*STEPS, Refused(), **SMALL), model_of(ANSWER)
        agent_of(first, second).invoke(asked(), CONFIG)
        assert "are not shown any more" in told(first)
        assert "are not shown any more" not in told(second)
        assert all(f"x = {n}\n" in told(second) for n in range(len(STEPS)))

    def test_of_the_memory(self):
        """A ceiling that was given is that of all models: one summary serves them."""
        first, second = model_of(*STEPS, Refused()), model_of(ANSWER, **SMALL)
        agent_of(first, second, memory=Memory(max_tokens=6_000)).invoke(asked(), CONFIG)
        assert max(largest(first), largest(second)) <= 6_000
        assert second.prompts[0] == first.prompts[-1]

    def test_small_steps(self):
        """Where all fits nothing is summarised."""
        first, second = model_of(block("x = 1"), Refused()), model_of(ANSWER, **SMALL)
        agent_of(first, second).invoke(asked(), CONFIG)
        assert second.prompts[0] == first.prompts[-1]

    def test_plan(self):
        """Turned to for a plan it is asked within its room, and carries out that plan; a longer one is shortened."""
        first = model_of("So, " + "on and on " * 300, *STEPS, Refused())
        second = model_of("Then end.", ANSWER, **SMALL)
        agent = agent_of(first, second, planning=Planning(every=len(STEPS)))
        assert agent.invoke(asked(), CONFIG)["structured_response"] == 11
        assert largest(second) <= 3_000
        assert "Plan: So, on and on" in told(second)
        assert "Plan:\nThen end." in told(second)

    def test_summarizer(self):
        """What a summarizer used for it counts; it is told as any summary."""
        first, second = model_of(*STEPS, Refused()), model_of(ANSWER, **SMALL)
        small = ScriptedModel(["They counted."])
        agent = agent_of(first, second, memory=Memory(summarizer=small))
        *events, last = agent.stream(asked(), CONFIG, stream_mode="custom")
        assert [event["type"] for event in events if event["type"] in {"retry", "compact"}] == ["retry", "compact"]
        assert "They counted." in told(second)
        usage = agent.get_state(CONFIG).values["usage"]
        assert usage["model_calls"] == len(STEPS) + 2
        assert last["type"] == "final"

    def test_itself_too_long(self, caplog):
        """A conversation that is too long by itself is said, and asked about as it is."""
        first, second = model_of(Refused()), model_of("Done.", **SMALL)
        agent_of(first, second).invoke(asked("long " * 5_000), CONFIG)
        assert len(second.prompts) == 1
        assert "over its ceiling of 3,000" in caplog.text


class TestImages:
    def test_left_out(self):
        """A model that takes no images, turned to, reads a line in the place of each."""
        first, second = model_of(Refused(), image_inputs=True), model_of("A hat?", image_inputs=False)
        last = agent_of(first, second).invoke(pictured(), CONFIG)
        assert last["messages"][-1].text == "A hat?"
        assert first.prompts[0][-1].content[1] == PICTURE
        assert second.prompts[0][-1].content == [{"type": "text", "text": "What is this?"}, LINE]
        assert last["messages"][0].content[1] == PICTURE

    def test_seen(self):
        """A task with an image goes to the first that takes it, one without to the first of all."""
        first, second = model_of("Hello.", image_inputs=False), model_of("A hat.", image_inputs=True)
        agent = agent_of(first, second)
        assert agent.invoke(asked(), CONFIG)["messages"][-1].text == "Hello."
        assert agent.invoke(pictured(), CONFIG)["messages"][-1].text == "A hat."
        assert second.prompts[0][-1].content[1] == PICTURE

    def test_last_resort(self):
        """Where that one fails, one that was passed over is asked without the image."""
        first, second = model_of("A hat?", image_inputs=False), model_of(Refused(), image_inputs=True)
        agent_of(first, second).invoke(pictured(), CONFIG)
        assert LINE in first.prompts[0][-1].content

    async def test_by_none(self):
        """An image that none of them takes is refused as for a single one."""
        blind = [model_of("x", image_inputs=False) for _ in range(2)]
        with pytest.raises(ConfigurationError, match="hold an image, and none of its models takes one; use a model"):
            await agent_of(*blind).ainvoke(pictured(), CONFIG)

    def test_later(self):
        """An image of an earlier turn stays left out, so that prompts begin as they began."""
        first = model_of(*[Refused()] * 2, image_inputs=True)
        second = model_of(block("x = 1"), "A hat?", "Sure.", image_inputs=False)
        agent = agent_of(first, second)
        agent.invoke(pictured(), CONFIG)
        agent.invoke(asked("sure?"), CONFIG)
        assert stable(second.prompts)


class TestLength:
    TASK = "word " * 200_000

    def test_passed_over(self):
        """A task that cannot fit into the first model is the next one's at once."""
        first, second = model_of("x", max_input_tokens=100_000), model_of("Done.", max_input_tokens=1_000_000)
        assert agent_of(first, second).invoke(asked(self.TASK), CONFIG)["messages"][-1].text == "Done."
        assert not first.prompts

    def test_in_none(self):
        """One that fits into none is judged by the largest."""
        models = [model_of("x", max_input_tokens=tokens) for tokens in (50_000, 100_000, 10_000)]
        with pytest.raises(ConfigurationError, match=r"the largest model of 'code_agent' takes 100,000 tokens; put"):
            agent_of(*models).invoke(asked(self.TASK), CONFIG)

    def test_none_left(self):
        """Where the one that could take it fails, that is what is raised, with a note of who was not asked."""
        first, second = model_of(Refused("no")), model_of("x", max_input_tokens=100_000)
        with pytest.raises(Refused) as raised:
            agent_of(first, second).invoke(asked(self.TASK), CONFIG)
        assert raised.value.__notes__[0].endswith("was not asked: the conversation is too long for it")
        assert not second.prompts
