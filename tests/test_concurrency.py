"""Many runs at once in one process: what one of them knows is seen in no other."""

import asyncio
import json
import operator
import re
from collections import defaultdict
from functools import partial
from typing import Annotated

import pytest
from gallery import ran
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Send
from sample import block

from codenode import Budget, Limits, MemoryJournal, create_code_agent
from codenode.executors.choose import choose
from codenode.testing import ScriptedModel, capture_spans

THREADS = 200
PATIENT = Limits(seconds=120, start_seconds=120)  # of many runs on few processors
SECRET = re.compile(r"secret-(\w+)-")


def known(told: object) -> set[str]:
    """Return the owners of all secrets in something."""
    return set(SECRET.findall(told if isinstance(told, str) else json.dumps(told, default=repr)))


def rule(prompt, owner: str = ""):
    """Keep a secret in a variable, print it, let a tool repeat it once all are there; then answer with it."""
    mine = f"secret-{owner or prompt[1].text.split()[-1]}-"
    if prompt[-1].text.startswith("Observation:"):
        return block("final_answer([mine, told, sorted(kept)])", f"I had {mine}.")
    source = (
        f"try:\n    mine = 'another run was here: ' + mine\nexcept NameError:\n    mine = '{mine}'\n"
        "print('printed', mine)\nkept = {mine}\ntold = await meet(mine)\nkept.add(await meet(mine))\ntold"
    )
    return block(source, f"I keep {mine}.")


def meeting(count: int):
    """Return a tool that answers once so many have called it: their runs are then all in the middle of an action."""
    waiting, here = [], asyncio.Event()

    async def meet(text: str) -> str:
        """Wait for the others, then give the text back."""
        waiting.append(text)
        if len(waiting) >= count:
            here.set()
        await here.wait()
        return text

    return meet


def meet(text: str) -> str:
    """Give the text back at once: a synchronous graph may have fewer threads than branches."""
    return text


def keeper(tool, owner: str = "", **settings):
    """Return an agent that keeps a secret."""
    model = ScriptedModel(partial(rule, owner=owner))
    budget = Budget(seconds=600)
    return create_code_agent(model, [tool], name=f"keeper{owner}", limits=PATIENT, budget=budget, **settings)


def asked(owner: object) -> dict:
    """Return the task of a run."""
    return {"messages": [("user", f"Keep the secret of {owner}")]}


def config_of(owner: object) -> dict:
    """Return the thread of a run."""
    return {"configurable": {"thread_id": f"thread-{owner}"}}


class Crowd:
    """Two hundred threads of one agent, at once."""

    def __init__(self) -> None:
        self.journal, self.saver = MemoryJournal(), InMemorySaver()
        self.streamed: dict[str, list] = {}
        self.agent = None

    async def gather(self) -> "Crowd":
        """Run them."""
        self.agent = keeper(meeting(THREADS), journal=self.journal, checkpointer=self.saver)
        async with asyncio.TaskGroup() as group:
            for number in range(THREADS):
                group.create_task(self._one(str(number)))
        return self

    async def _one(self, owner: str) -> None:
        stream = self.agent.astream(asked(owner), config_of(owner), stream_mode=["custom", "updates"])
        self.streamed[owner] = [chunk async for chunk in stream]

    def answer(self, owner: str):
        """Return what a thread answered."""
        return self.agent.get_state(config_of(owner)).values["structured_response"]


@pytest.fixture(scope="module")
def crowd():
    """The runs, all done, and their spans with what was said."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY")
        with capture_spans() as captured:
            done = asyncio.run(Crowd().gather())
            done.spans = captured.spans
            yield done


class TestCrowd:
    def test_answers(self, crowd):
        """Every run answers with its own secret, from a variable, from a call of a tool, from a set of both."""
        for owner in map(str, range(THREADS)):
            assert crowd.answer(owner) == [f"secret-{owner}-", f"secret-{owner}-", [f"secret-{owner}-"]]

    def test_streams(self, crowd):
        """What a run streams (thoughts, output, calls, observations, updates) holds its own secret alone."""
        for owner, chunks in crowd.streamed.items():
            assert known([chunk for _, chunk in chunks]) == {owner}
            printed = "".join(chunk["text"] for mode, chunk in chunks if mode == "custom" and chunk["type"] == "output")
            assert printed == f"printed secret-{owner}-\n"

    def test_states(self, crowd):
        """So does the state of its thread, step by step."""
        for owner in map(str, range(THREADS)):
            assert known(crowd.agent.get_state(config_of(owner)).values) == {owner}

    def test_journals(self, crowd):
        """So does what the journal holds of its thread: two calls, and nobody else's."""
        for owner in map(str, range(THREADS)):
            entries = crowd.journal.read(f"thread-{owner}")
            assert known(repr(entries)) == {owner}

    def test_spans(self, crowd):
        """So do the spans of its trace."""
        traces = defaultdict(list)
        for span in crowd.spans:
            traces[span.context.trace_id].append(dict(span.attributes))
        owners = [known(spans) for spans in traces.values()]
        assert sorted(map(len, owners)) == [1] * THREADS
        assert set().union(*owners) == {*map(str, range(THREADS))}


class TestBranches:
    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_eight(self, driver):
        """Eight branches of one superstep have eight sessions."""

        class State(MessagesState):
            answers: Annotated[list, operator.add]

        agent = keeper(meet if driver == "sync" else meeting(8))
        graph = StateGraph(State)
        graph.add_node("branch", agent | (lambda out: {"answers": [out["structured_response"]]}))
        graph.add_conditional_edges(START, lambda _: [Send("branch", asked(n)) for n in range(8)], ["branch"])
        graph.add_edge("branch", END)
        last = await ran(driver, graph.compile(checkpointer=InMemorySaver()), asked("all"))
        assert [known(answer) for answer in last["answers"]] == [{str(n)} for n in range(8)]
        assert "another run" not in repr(last["answers"])


class TestSharedExecutor:
    async def test_two_agents(self):
        """Two agents with one executor and one thread, in the middle of an action at the same time."""
        executor, tool = choose("auto"), meeting(2)
        graph = StateGraph(MessagesState)
        for owner in ("one", "two"):
            graph.add_node(owner, keeper(tool, owner, executor=executor))
            graph.add_edge(START, owner)
            graph.add_edge(owner, END)
        last = await graph.compile(checkpointer=InMemorySaver()).ainvoke(asked("both"), config_of("both"))
        answers = {message.name: known(message.text) for message in last["messages"][1:]}
        assert answers == {"keeperone": {"one"}, "keepertwo": {"two"}}
