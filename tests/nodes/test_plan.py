"""Plans: written before the first step and as the run goes on, shown where they were written."""

from itertools import pairwise

import pytest
from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from nodes.failing import SOON, Busy
from sample import asked, block

from codenode import ConfigurationError, Memory, Planning, create_code_agent
from codenode.prompts.render import METADATA
from codenode.testing import ScriptedModel

CONFIG = {"configurable": {"thread_id": "t"}}


def planned(*replies, every=2, **settings):
    """Return an agent that plans, and its model."""
    model = ScriptedModel(replies)
    return create_code_agent(model, planning=Planning(every=every), **settings), model


class TestPlan:
    def test_before_the_first_step(self):
        """The plan is the model's own turn after the task, and everything it is shown begins with it."""
        agent, model = planned("1. Compute.", block("x = 42"), block("final_answer(x)"))
        assert agent.invoke(asked())["structured_response"] == 42
        assert [m.content for m in model.prompts[1][2:]][:1] == ["Plan:\n1. Compute."]
        assert model.prompts[2][: len(model.prompts[1])] == model.prompts[1]

    def test_asked_for(self):
        """The question stands at the end of the task, so that turns alternate."""
        agent, model = planned("1. Compute.", block("final_answer(1)"))
        agent.invoke(asked())
        assert [m.type for m in model.prompts[0]] == ["system", "human"]
        assert model.prompts[0][-1].content.startswith("go\n\nBefore anything runs, write a plan")
        assert [m.type for m in model.prompts[1]] == ["system", "human", "ai", "human"]

    @pytest.mark.parametrize("style", ["large", "small"])
    @pytest.mark.parametrize("every", [None, 2], ids=["plain", "planned"])
    def test_after_its_own_words(self, style, every):
        """Where the agent spoke last somebody answers before it says more: turns alternate, and stay as they were."""
        plan = ["1. Mend."] if every else []
        replies = [*plan, *[block(f"{n}") for n in range(2)], *plan, block("final_answer(1)")]
        model = ScriptedModel(replies, metadata={METADATA: style})
        planning = Planning(every=every) if every else None
        agent = create_code_agent(model, name="writer", planning=planning, checkpointer=InMemorySaver())
        agent.invoke({"messages": [("user", "write"), AIMessage("Draft one.", name="writer")]}, CONFIG)
        for prompt in model.prompts:
            assert all(one.type != following.type for one, following in pairwise(prompt))
            assert prompt[-1].type == "human"
        thinking = [prompt for prompt in model.prompts if "No code, and" not in prompt[-1].text]
        assert all(later[: len(one)] == one for one, later in pairwise(thinking))

    def test_asked_after_its_own_words(self):
        """The question for a plan then stands within that answer."""
        agent, model = planned("1. Mend.", block("final_answer(1)"), name="writer")
        agent.invoke({"messages": [("user", "write"), AIMessage("Draft one.", name="writer")]})
        assert [(m.type, m.text[:28]) for m in model.prompts[0][2:]] == [
            ("ai", "Draft one."),
            ("human", "Go on.\n\nBefore anything runs"),
        ]

    def test_again(self):
        """Every so many steps it is written anew, with what was seen, and what was shown before stays as it was."""
        steps = [block(f"{n}") for n in range(5)]
        replies = ["first", *steps[:2], "second", *steps[2:4], "third", steps[4], block("final_answer(1)")]
        agent, model = planned(*replies)
        agent.invoke(asked())
        thinking = [model.prompts[n] for n in (1, 2, 4, 5, 7, 8)]
        assert all(later[: len(one)] == one for one, later in pairwise(thinking))
        shown = [m.content for m in thinking[-1] if m.type == "ai" and m.content.startswith("Plan:")]
        assert shown == ["Plan:\nfirst", "Plan:\nsecond", "Plan:\nthird"]
        assert model.prompts[3][-1].content.startswith("Observation:\nValue: 1\n\nLook at what was done")

    async def test_async(self):
        """The same on the event loop."""
        agent, _ = planned("plan", block("final_answer(1)"))
        assert (await agent.ainvoke(asked()))["structured_response"] == 1

    def test_state(self):
        """The state has the plan as text, and each step the one that was written before it."""
        agent, _ = planned(
            "first", block("1"), block("2"), "second", block("final_answer(1)"), checkpointer=InMemorySaver()
        )
        agent.invoke(asked(), CONFIG)
        values = agent.get_state(CONFIG).values
        assert values["plan"] == "second"
        assert [step.get("plan") for step in values["steps"]] == ["first", None, "second"]

    @pytest.mark.parametrize("persist", ["thread", "run"])
    def test_a_new_run(self, persist):
        """A new run of the thread plans anew; what it is shown of the old plan is where that was written."""
        replies = "old", block("final_answer(1)"), "new", block("final_answer(2)")
        agent, model = planned(*replies, checkpointer=InMemorySaver(), memory=Memory(persist=persist))
        agent.invoke(asked(), CONFIG)
        agent.invoke(asked("again"), CONFIG)
        shown = [m.content for m in model.prompts[3] if m.type == "ai" and m.content.startswith("Plan:")]
        assert shown == (["Plan:\nold", "Plan:\nnew"] if persist == "thread" else ["Plan:\nnew"])
        assert agent.get_state(CONFIG).values["plan"] == "new"

    def test_kept_in_a_summary(self):
        """What is summarised does not lose the plan."""
        steps = [block(f"print('{n}' * 1_500)") for n in range(8)]
        agent, model = planned("my plan", *steps, block("final_answer(1)"), every=20, memory=Memory(max_tokens=1_600))
        agent.invoke(asked())
        assert model.prompts[-1][1].content.count("Plan: my plan") == 1
        assert not [m for m in model.prompts[-1] if m.type == "ai" and m.content.startswith("Plan:")]

    def test_event(self):
        """Each plan is an event."""
        agent, _ = planned("my plan", block("final_answer(1)"))
        first, *_ = agent.stream(asked(), stream_mode="custom")
        assert first == {"agent": "code_agent", "type": "plan", "step": 1, "text": "my plan"}

    def test_counted(self):
        """What a plan used is used by the run; it is no step."""
        agent, _ = planned("my plan", block("final_answer(1)"))
        usage = agent.invoke(asked())["messages"][-1].response_metadata["codenode"]["usage"]
        assert (usage["steps"], usage["model_calls"]) == (1, 2)

    def test_span(self, captured):
        """A plan has a span of its own between the steps."""
        agent, _ = planned("my plan", block("final_answer(1)"), name="analyst")
        agent.invoke(asked())
        step = ("step 1", [("chat ScriptedModel", []), ("execute_tool python", [])])
        assert captured.tree == [("invoke_agent analyst", [("plan analyst", [("chat ScriptedModel", [])]), step])]

    def test_reasoning_is_left_out(self):
        """Reasoning is not part of a plan, and a plan without end is cut."""
        agent, model = planned("<think>hm</think>" + "do it " * 1_000, block("final_answer(1)"))
        agent.invoke(asked())
        told = model.prompts[1][2].content
        assert "hm" not in told
        assert len(told) < 4_200

    def test_empty(self):
        """A model that writes no plan goes on without one."""
        agent, model = planned("", block("final_answer(1)"))
        assert agent.invoke(asked())["structured_response"] == 1
        assert model.prompts[1] == [model.prompts[0][0], model.prompts[1][1]]

    def test_failure(self):
        """A model that fails in passing is asked for its plan again."""
        agent, _ = planned(Busy(), "plan", block("final_answer(1)"), retry=SOON)
        assert agent.invoke(asked())["structured_response"] == 1

    def test_off(self, scripted):
        """Without `planning` there is neither node nor plan."""
        assert "plan" not in scripted("x").get_graph().nodes

    @pytest.mark.parametrize("every", [0, -1, 1.5, True, "5"])
    def test_wrong(self, every):
        """A wrong number of steps is named."""
        with pytest.raises(ConfigurationError, match="every="):
            Planning(every=every)

    @pytest.mark.parametrize("given", [True, 5, "yes"])
    def test_no_planning(self, given):
        """Anything else than a `Planning` is refused with what to write."""
        with pytest.raises(ConfigurationError, match="give Planning"):
            create_code_agent(ScriptedModel(), planning=given)
