"""What a run streams: in every mode of LangGraph's, at the root and inside other graphs, plain and once."""

import asyncio
import json
import operator
import threading
from typing import Annotated

import pytest
from langchain_core.messages import AIMessageChunk, BaseMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Interrupt, Send
from pydantic import BaseModel
from sample import QUICK, asked, block, double
from typing_extensions import TypedDict

from codenode import Planning, create_code_agent
from codenode.testing import ScriptedModel

MODES = ["values", "updates", "messages", "custom", "tools", "tasks", "checkpoints", "debug"]
REPLIES = ("1. Double it.", block("x = double(21)\nprint(x)", "I compute."), "The answer is 42.")
EVENTS = ["plan", "thought", "call", "return", "output", "observation", "final"]
CONFIG = {"configurable": {"thread_id": "t", "api_key": "SECRET"}}


def agent(*replies, **settings):
    """Return an agent that plans, takes a step and answers in prose."""
    model = ScriptedModel(replies or REPLIES)
    return create_code_agent(model, [double], name="analyst", planning=Planning(), limits=QUICK, **settings)


def parent(*, name="analyst", **settings):
    """Return a graph around the agent."""
    graph = StateGraph(MessagesState)
    graph.add_node(name, agent(**settings))
    graph.add_edge(START, name)
    graph.add_edge(name, END)
    return graph.compile()


def dumped(chunk):
    """Return a chunk as JSON; only messages and interrupts may be objects."""

    def known(found):
        assert isinstance(found, BaseMessage | Interrupt), f"a live object: {found!r}"
        return found.model_dump() if isinstance(found, BaseMessage) else str(found)

    return json.dumps(chunk, default=known)


async def gathered(stream):
    """Return all chunks of an asynchronous stream."""
    return [chunk async for chunk in stream]


class TestModes:
    @pytest.mark.parametrize("mode", MODES)
    def test_plain(self, mode):
        """Whatever is streamed is plain data and messages; neither the run's own id nor a secret is in it."""
        text = "".join(map(dumped, agent(checkpointer=InMemorySaver()).stream(asked(), CONFIG, stream_mode=mode)))
        assert text
        assert "codenode_run" not in text
        assert "SECRET" not in text or mode in {"checkpoints", "debug"}  # LangGraph shows the caller its own config

    @pytest.mark.parametrize("mode", MODES)
    async def test_async(self, mode):
        """The event loop streams the same chunks."""
        found = await gathered(agent(checkpointer=InMemorySaver()).astream(asked(), CONFIG, stream_mode=mode))
        alike = list(agent(checkpointer=InMemorySaver()).stream(asked(), CONFIG, stream_mode=mode))
        assert len(found) == len(alike)
        assert all(dumped(chunk) for chunk in found)

    def test_several_at_once(self):
        """Version 2 names mode and namespace of each chunk."""
        chunks = list(agent().stream(asked(), stream_mode=["updates", "custom"], version="v2"))
        assert [chunk["data"]["type"] for chunk in chunks if chunk["type"] == "custom"] == EVENTS
        nodes = [name for chunk in chunks if chunk["type"] == "updates" for name in chunk["data"]]
        assert nodes == ["prepare", "plan", "think", "act", "think", "finish"]

    def test_tokens(self):
        """Tokens come with the node that they are of."""
        chunks = list(agent().stream(asked(), stream_mode="messages"))
        nodes = [told["langgraph_node"] for message, told in chunks if isinstance(message, AIMessageChunk)]
        assert list(dict.fromkeys(nodes)) == ["plan", "think"]

    def test_an_answer_in_prose_comes_once(self):
        """What was seen as tokens is not told again as a message: it is the same one, by its id."""
        chunks = list(agent().stream(asked(), stream_mode=["messages", "values"]))
        told = [chunk[0] for mode, chunk in chunks if mode == "messages"]
        answer = chunks[-1][1]["messages"][-1]
        assert "".join(m.text for m in told).count("The answer is 42.") == 1
        assert answer.id == told[-1].id

    def test_an_answer_of_code_comes_once(self):
        """What code answered is one message, with an id."""
        chunks = list(agent("plan", block("final_answer('forty-two')")).stream(asked(), stream_mode="messages"))
        whole = [message for message, _ in chunks if not isinstance(message, AIMessageChunk)]
        assert [message.text for message in whole] == ["forty-two"]
        assert whole[0].id

    def test_tools(self):
        """The tools that code calls start and end in the `tools` mode."""
        told = list(agent().stream(asked(), stream_mode="tools"))
        assert [(one["event"], one.get("tool_name")) for one in told] == [
            ("tool-started", "double"),
            ("tool-finished", None),
        ]

    async def test_events_of_langchain(self):
        """`astream_events` shows the model's tokens, the tool and the nodes."""
        events = await gathered(agent().astream_events(asked(), version="v2"))
        seen = {(event["event"], event["name"]) for event in events}
        assert {
            ("on_tool_start", "double"),
            ("on_chat_model_stream", "ScriptedModel"),
            ("on_chain_end", "analyst"),
        } <= seen

    @pytest.mark.filterwarnings("ignore:The v3 streaming protocol")
    def test_third_version(self):
        """So does the third version of events."""
        methods = {event["method"] for event in agent().stream_events(asked(), version="v3")}
        assert {"messages", "values"} <= methods


class Answer(BaseModel):
    """An answer that is an object."""

    total: int


class TestFinal:
    def test_event(self):
        """The last event is the end: how, with which words, with which data."""
        *_, last = agent().stream(asked(), stream_mode="custom")
        assert last == {
            "agent": "analyst", "type": "final", "step": 1, "status": "final", "text": "The answer is 42.",
            "answer": "The answer is 42.",
        }  # fmt: skip

    def test_plain(self):
        """An answer that has a type is plain data in the event."""
        replies = "plan", block("final_answer({'total': 3})")
        *_, last = agent(*replies, response_format=Answer).stream(asked(), stream_mode="custom")
        assert last["answer"] == {"total": 3}


class TestOutput:
    def test_as_it_is_printed(self):
        """What code printed is seen while the code runs: a tool waits until it was."""
        seen = threading.Event()

        def wait() -> bool:
            """Wait until the output was seen."""
            return seen.wait(30)

        model = ScriptedModel([block("print('early')\nfinal_answer(wait())")])
        found = create_code_agent(model, [wait])
        for event in found.stream(asked(), stream_mode="custom"):
            if event["type"] == "output":
                seen.set()
        assert event["answer"] is True

    async def test_as_it_is_printed_async(self):
        """So it is on the event loop."""
        seen = asyncio.Event()

        async def wait() -> bool:
            """Wait until the output was seen."""
            return await asyncio.wait_for(seen.wait(), 30)

        model = ScriptedModel([block("print('early')\nfinal_answer(wait())")])
        async for event in create_code_agent(model, [wait]).astream(asked(), stream_mode="custom"):
            if event["type"] == "output":
                seen.set()
        assert event["answer"] is True


class TestInside:
    def test_subgraphs(self):
        """Inside another graph events come with the agent's namespace when subgraphs are asked for."""
        chunks = list(parent().stream(asked(), stream_mode="custom", subgraphs=True))
        assert [event["type"] for _, event in chunks] == EVENTS
        assert {namespace[0].partition(":")[0] for namespace, _ in chunks} == {"analyst"}

    def test_not_asked_for(self):
        """Without that the parent's own stream has none of it."""
        assert list(parent().stream(asked(), stream_mode="custom")) == []

    async def test_async(self):
        """The same on the event loop, in every mode."""
        chunks = await gathered(parent().astream(asked(), stream_mode=MODES, subgraphs=True))
        assert [c["type"] for _, mode, c in chunks if mode == "custom"] == EVENTS
        assert {mode for _, mode, _ in chunks} == set(MODES) - {"checkpoints"}  # there is no checkpointer

    def test_a_message_comes_once(self):
        """The parent does not tell the agent's answer again."""
        chunks = parent().stream(asked(), stream_mode="messages", subgraphs=True)
        assert "".join(message.text for _, (message, _) in chunks).count("The answer is 42.") == 1

    def test_branches(self):
        """Branches of a fan-out have namespaces of their own, and each tells of its own task alone."""

        class Fan(TypedDict):
            answers: Annotated[list, operator.add]

        def reply(prompt):
            word = prompt[1].content
            return block(f"print({word!r})\nfinal_answer({word!r})")

        worker = create_code_agent(ScriptedModel([reply] * 3), limits=QUICK)
        graph = StateGraph(Fan)
        graph.add_node("work", lambda task: {"answers": [worker.invoke(asked(task["word"]))["structured_response"]]})
        graph.add_conditional_edges(START, lambda _: [Send("work", {"word": word}) for word in "abc"], ["work"])
        chunks = list(graph.compile().stream({"answers": []}, stream_mode=["custom", "values"], subgraphs=True))
        told = {}
        for namespace, mode, event in chunks:
            if mode == "custom" and event["type"] in {"output", "final"}:
                told.setdefault(namespace, []).append(event["text"].strip())
        assert sorted(told.values()) == [["a", "a"], ["b", "b"], ["c", "c"]]
        assert chunks[-1][2] == {"answers": ["a", "b", "c"]}
