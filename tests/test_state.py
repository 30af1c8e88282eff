"""The conversation is stored as deltas, and merges as LangGraph's own does."""

import random

import pytest
from langchain_core.messages import AIMessage, HumanMessage, RemoveMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph.message import REMOVE_ALL_MESSAGES, add_messages

from codenode import Budget, create_code_agent
from codenode.state import merged, unknown
from codenode.testing import ScriptedModel
from codenode.testing.scripted_model import code


def random_writes(seed):
    """Return writes that append, replace and remove."""
    draw = random.Random(seed)
    writes, known = [], []
    for number in range(12):
        kind = draw.choice(["new", "new", "new", "replace", "remove", "clear"])
        if kind == "new" or not known:
            known.append(f"m{number}")
            writes.append([HumanMessage(f"text {number}", id=known[-1]), AIMessage("and", id=f"n{number}")])
        elif kind == "replace":
            writes.append([AIMessage(f"other {number}", id=draw.choice(known))])
        elif kind == "remove":
            writes.append([RemoveMessage(id=known.pop())])
        elif number % 4 == 0:
            known = []
            writes.append([RemoveMessage(id=REMOVE_ALL_MESSAGES), HumanMessage("anew", id=f"c{number}")])
    return writes


class TestMerged:
    @pytest.mark.parametrize("seed", range(40))
    def test_as_langgraph(self, seed):
        """It gives what `add_messages` gives, however the writes are batched."""
        writes = random_writes(seed)
        expected = []
        for write in writes:
            expected = add_messages(expected, write)
        cut = seed % (len(writes) + 1)
        assert merged([], writes) == expected == merged(merged([], writes[:cut]), writes[cut:])

    def test_unknown_removal(self):
        """What is not there cannot be removed."""
        with pytest.raises(ValueError, match="no message 'm9' to remove"):
            merged([], [[RemoveMessage(id="m9")]])

    @pytest.mark.parametrize("seed", range(40))
    def test_without_ids(self, seed):
        """Messages without an id get one each, the same whenever they are merged, however writes are batched."""
        draw = random.Random(seed)
        writes = [*random_writes(seed), [("user", "again"), {"role": "user", "content": "again"}], ("ai", "\ud800")]
        writes += [[HumanMessage([{"type": "text", "text": "again"}]), AIMessage("again")], [("user", "again")]]
        draw.shuffle(plain := writes[12:])
        writes = [*plain, *writes[:12], *plain]
        whole = merged([], writes)
        cut = seed % (len(writes) + 1)
        assert merged(merged([], writes[:cut]), writes[cut:]) == whole == merged([], writes)
        assert len({message.id for message in whole} - {None, ""}) == len(whole)

    def test_left_place(self):
        """One that comes where an equal one stood, which has moved up, is another message."""
        first, last = merged([], [[HumanMessage("a", id="a")], [("user", "b")]])
        kept, new = merged([first, last], [[RemoveMessage(id="a")], [("user", "b")]])
        assert kept.id == last.id != new.id


class TestUnknown:
    @pytest.mark.parametrize("seed", range(40))
    def test_comes_to_the_same(self, seed):
        """What is left of an input, merged, comes to what the whole input does."""
        draw = random.Random(seed)
        there = merged([], random_writes(seed))
        others = [HumanMessage(f"new {n}", id=f"x{n}") for n in range(3)]
        changed = [one.model_copy(update={"content": "changed"}) for one in there]
        given = draw.sample([*there, *others, *changed, *([RemoveMessage(id="x0")] * (seed % 2))], k=len(there) + 2)
        given = [HumanMessage("first", id="x0"), *given]
        assert merged(there, [unknown(there, given)]) == merged(there, [given])

    def test_less(self):
        """What is there already is left out."""
        there = [HumanMessage("a", id="1"), AIMessage("b", id="2")]
        new = HumanMessage("c", id="3")
        assert unknown(there, [*there, new]) == [new]


class TestConversation:
    @pytest.mark.parametrize("driver", ["sync", "async"])
    @pytest.mark.parametrize(
        "given", [("user", "set x"), HumanMessage("set x"), "set x"], ids=["pair", "object", "text"]
    )
    async def test_written_from_outside(self, given, driver):
        """The steps that follow a message of `update_state` are shown in later turns."""
        model = ScriptedModel(["Hello.", code("x = 41"), code("final_answer(x)"), code("final_answer(x + 1)")])
        agent = create_code_agent(model, checkpointer=InMemorySaver())
        config, update = {"configurable": {"thread_id": "t"}}, {"messages": [given]}
        if driver == "sync":
            agent.invoke({"messages": [("user", "hi")]}, config)
            agent.update_state(config, update, as_node="__start__")
            agent.invoke(None, config)
            agent.invoke({"messages": [("user", "and x + 1?")]}, config)
        else:
            await agent.ainvoke({"messages": [("user", "hi")]}, config)
            await agent.aupdate_state(config, update, as_node="__start__")
            await agent.ainvoke(None, config)
            await agent.ainvoke({"messages": [("user", "and x + 1?")]}, config)
        assert sum(message.text.startswith("Observation:") for message in model.prompts[-1]) == 2

    def test_ids(self, scripted):
        """Messages given as pairs, dicts or objects keep one id for good."""
        agent = scripted("Hello.", checkpointer=InMemorySaver())
        config = {"configurable": {"thread_id": "t"}}
        given = [("user", "a"), {"role": "user", "content": "b"}, HumanMessage("c")]
        agent.invoke({"messages": given}, config)
        ids = [[message.id for message in agent.get_state(config).values["messages"]] for _ in range(2)]
        assert ids[0] == ids[1]
        assert len(set(ids[0])) == 4

    def test_second_turn(self, scripted):
        """A thread's turns add up."""
        agent = scripted("One.", "Two.", checkpointer=InMemorySaver())
        config = {"configurable": {"thread_id": "t"}}
        agent.invoke({"messages": [("user", "first")]}, config)
        last = agent.invoke({"messages": [("user", "second")]}, config)
        assert [message.text for message in last["messages"]] == ["first", "One.", "second", "Two."]

    def test_growth(self, scripted, tmp_path):
        """What a step adds to the file does not grow with the conversation before it."""
        long = [("user", "x" * 300)] * 200
        sizes = {}
        for count in (20, 40):
            with SqliteSaver.from_conn_string(str(tmp_path / f"{count}.sqlite")) as saver:
                replies = [code("x = 1")] * (count - 1) + [code("final_answer(1)")]
                agent = scripted(*replies, checkpointer=saver, budget=Budget(steps=100))
                agent.invoke({"messages": long}, {"configurable": {"thread_id": "t"}})
                sizes[count] = sum(
                    row[0] or 0
                    for table in ("checkpoints", "writes")
                    for row in saver.conn.execute(
                        f"SELECT sum(length({'checkpoint' if table == 'checkpoints' else 'value'})) FROM {table}"
                    )
                )
        assert sizes[40] < 2 * sizes[20]
