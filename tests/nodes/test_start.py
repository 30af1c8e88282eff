"""What a parent graph gives at each turn is taken in once."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage, RemoveMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.types import Command
from sample import asked, block, graph_of

from codenode import Policy, create_code_agent
from codenode.testing import ScriptedModel

CONFIG = {"configurable": {"thread_id": "t"}}
INNER = {"configurable": {"thread_id": "t", "checkpoint_ns": "desk"}}
ROUNDS = 6


def lengths(saver, channel):
    """Return how many messages each write to a channel of the agent's had, and each of its stored inputs."""
    found = list(saver.list(INNER))
    writes = [len(value) for one in found for _, name, value in one.pending_writes or () if name == channel]
    inputs = [one.checkpoint["channel_values"]["__start__"] for one in found if one.metadata["source"] == "input"]
    return writes, [len(one["messages"]) for one in inputs]


class TestTurns:
    def test_each_message_is_stored_once(self):
        """Turn upon turn the agent's state grows by what is new, as at the root."""
        saver, model = InMemorySaver(), ScriptedModel(lambda _: "fine")
        graph = graph_of(create_code_agent(model, checkpointer=True), saver, "desk")
        for number in range(ROUNDS):
            graph.invoke(asked(f"turn {number}"), CONFIG)
        writes, inputs = lengths(saver, "messages")
        assert sorted(writes) == [1] * 2 * ROUNDS
        assert inputs == [1] * ROUNDS
        assert [one.text for one in model.prompts[-1][1:]][-3:] == ["turn 4", "fine", "turn 5"]

    async def test_async(self, tmp_path):
        """The same on the event loop, from a file."""
        model = ScriptedModel(lambda _: "fine")
        async with AsyncSqliteSaver.from_conn_string(str(tmp_path / "saver")) as saver:
            graph = graph_of(create_code_agent(model, checkpointer=True), saver, "desk")
            for number in range(3):
                await graph.ainvoke(asked(f"turn {number}"), CONFIG)
            stored = [one async for one in saver.alist(INNER)]
        inputs = [one for one in stored if one.metadata["source"] == "input"]
        assert [len(one.checkpoint["channel_values"]["__start__"]["messages"]) for one in inputs] == [1] * 3
        assert [one.text for one in model.prompts[-1][1:]] == ["turn 0", "fine", "turn 1", "fine", "turn 2"]

    def test_several_at_once(self):
        """All that is new comes in, however much of it there is."""
        model = ScriptedModel(lambda _: "fine")
        graph = graph_of(create_code_agent(model, checkpointer=True), InMemorySaver(), "desk")
        for number in range(2):
            graph.invoke({"messages": [("user", f"one {number}"), ("ai", "aha"), ("user", f"two {number}")]}, CONFIG)
        assert sum("one" in one.text for one in model.prompts[-1][1:]) == 2
        assert model.prompts[-1][-1].text == "two 1"

    def test_an_edit(self):
        """A message that the parent changed is changed here, where it stands."""
        model = ScriptedModel(lambda _: "fine")
        graph = graph_of(create_code_agent(model, checkpointer=True), InMemorySaver(), "desk")
        graph.invoke({"messages": [HumanMessage("wrong", id="h1")]}, CONFIG)
        graph.invoke({"messages": [HumanMessage("right", id="h1"), HumanMessage("more", id="h2")]}, CONFIG)
        assert [one.text for one in model.prompts[-1][1:]] == ["right", "fine", "more"]

    @pytest.mark.parametrize("kept", [True, None])
    def test_a_resume(self, kept):
        """A run that goes on after a pause has what it began with."""

        def pay(order: int) -> str:
            """Pay."""
            return f"paid {order}"

        model = ScriptedModel(lambda _: block("final_answer(pay(1))"))
        agent = create_code_agent(model, [pay], checkpointer=kept, policy=Policy(ask=["pay"]))
        graph = graph_of(agent, InMemorySaver(), "desk")
        for number in range(2):
            graph.invoke({"messages": [("user", f"one {number}"), ("user", f"two {number}")]}, CONFIG)
            last = graph.invoke(Command(resume={"type": "approve"}), CONFIG)
        assert [one.text for one in last["messages"]] == ["one 0", "two 0", "paid 1", "one 1", "two 1", "paid 1"]

    def test_a_pause_before_it_began(self):
        """So has one that was paused before it took anything in."""
        model = ScriptedModel(lambda _: "fine")
        agent = create_code_agent(model, checkpointer=True, interrupt_before=["prepare"])
        graph = graph_of(agent, InMemorySaver(), "desk")
        graph.invoke({"messages": [("user", "one"), ("user", "two")]}, CONFIG)
        graph.invoke(None, CONFIG)
        assert [one.text for one in model.prompts[-1][1:]] == ["one", "two"]

    def test_messages_that_are_taken_out(self):
        """Who gives removals has them done."""
        agent = create_code_agent(ScriptedModel(lambda _: "fine"), checkpointer=InMemorySaver())
        agent.invoke({"messages": [HumanMessage("a", id="1"), HumanMessage("b", id="2")]}, CONFIG)
        last = agent.invoke(
            {"messages": [RemoveMessage("1"), HumanMessage("b", id="2"), AIMessage("c", id="3")]}, CONFIG
        )
        assert [one.text for one in last["messages"]] == ["b", "fine", "c", "fine"]
