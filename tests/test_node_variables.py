"""Variables of `CodeNode` and `code_tool`: in another process, in a fork, between calls of one message."""

import json
import subprocess
import sys

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
from langgraph.types import Send
from sample import block, graph_of

from codenode import CodeNode, SnapshotRefused, code_tool
from codenode.bookmarks import METADATA
from codenode.snapshots.keys import Keys
from codenode.snapshots.snapshots import Snapshots

CONFIG = {"configurable": {"thread_id": "t"}}
TURN = """
import sys
from pathlib import Path
from langchain_core.messages import AIMessage
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import Command
from codenode import CodeNode, Policy

paid = Path(sys.argv[1], "paid")


def pay(amount: int) -> int:
    '''Pay.'''
    paid.write_text(paid.read_text() + f"{amount} " if paid.exists() else f"{amount} ")
    return amount


code = CodeNode(
    [pay], policy=Policy(ask=["pay"]), journal=sys.argv[1] + "/journal.sqlite", snapshots=sys.argv[1] + "/snapshots"
)
graph = StateGraph(MessagesState)
graph.add_node("code", code)
graph.add_edge(START, "code")
with SqliteSaver.from_conn_string(sys.argv[1] + "/checkpoints.sqlite") as saver:
    source = sys.argv[2]
    given = Command(resume={"type": source}) if source == "approve" else {"messages": [AIMessage(source)]}
    done = graph.compile(checkpointer=saver).invoke(given, {"configurable": {"thread_id": "t"}})
    print("asked" if "__interrupt__" in done else done["messages"][-1].text)
"""


def tools_of(python, saver):
    """Return a graph that runs each call of the message it is given as a task of its own."""
    graph = StateGraph(MessagesState)
    graph.add_node("tools", ToolNode([python]))
    graph.add_conditional_edges(START, lambda now: [Send("tools", [c]) for c in now["messages"][-1].tool_calls])
    return graph.compile(checkpointer=saver)


def written(source):
    """Return an input whose last message is code."""
    return {"messages": [AIMessage(block(source))]}


def called(*sources):
    """Return an input that calls the tool once for each source."""
    made = [{"name": "python", "args": {"code": source}, "id": f"c{source}"} for source in sources]
    return {"messages": [AIMessage("", tool_calls=made)]}


class Bound(GenericFakeChatModel):
    """A model that calls tools as the script says."""

    def bind_tools(self, tools, **_):
        return self


def shown(result):
    """Return what the last message says."""
    return result["messages"][-1].text


class TestAnotherProcess:
    def test_goes_on(self, tmp_path):
        """Every process goes on with the variables of the one before it, functions among them, and pays once."""

        def turn(source):
            done = subprocess.run(
                [sys.executable, "-c", TURN, str(tmp_path), source], capture_output=True, text=True, check=True
            )
            return done.stdout.strip()

        assert turn(block("rate = 2\ndef doubled(n): return n * rate")).startswith("Observation:")
        assert turn(block("total = doubled(21)\ntotal += pay(total)\ntotal")) == "asked"
        assert turn("approve") == "Observation:\nValue: 84"
        assert (tmp_path / "paid").read_text() == "42 "

    @pytest.mark.parametrize("host", ["sync", "async"])
    async def test_without_a_place(self, host):
        """Where variables live in the process alone, another one says which of them are gone."""
        saver = InMemorySaver()
        graph_of(CodeNode(), saver).invoke(written("total = 1"), CONFIG)
        graph = graph_of(CodeNode(), saver)
        given = written("total")
        result = await graph.ainvoke(given, CONFIG) if host == "async" else graph.invoke(given, CONFIG)
        assert "NameError" in shown(result)
        assert "total" in shown(result).partition("NameError")[2]

    def test_middleware(self, tmp_path):
        """So does an agent of LangChain's with the middleware."""
        agents = pytest.importorskip("langchain.agents")
        from codenode.middleware import CodeMiddleware

        saver = InMemorySaver()
        for source, value in [("n = 41", "(the code ran"), ("n + 1", "Value: 42")]:
            model = Bound(messages=iter([*called(source)["messages"], AIMessage("ok")]))
            agent = agents.create_agent(
                model, [], middleware=[CodeMiddleware([], snapshots=tmp_path)], checkpointer=saver
            )
            told = agent.invoke({"messages": [("user", "go")]}, CONFIG)["messages"][-2].text
            assert told.startswith(f"Observation:\n{value}")

    def test_refused(self, tmp_path):
        """What was signed with another key is not opened, and nothing runs without its variables."""
        saver = InMemorySaver()
        graph_of(CodeNode(snapshots=tmp_path), saver).invoke(written("total = 1"), CONFIG)
        other = Snapshots.at(tmp_path, Keys([b"1" * 32]))
        with pytest.raises(SnapshotRefused, match="key"):
            graph_of(CodeNode(snapshots=other), saver).invoke(written("total = 2"), CONFIG)

    def test_forged(self, tmp_path):
        """A message that names the snapshot of another thread does not open it."""
        saver = InMemorySaver()
        graph = graph_of(CodeNode(snapshots=tmp_path), saver)
        secret = graph.invoke(written("secret = 1"), CONFIG)["messages"][-1]
        forged = HumanMessage("go", response_metadata=json.loads(json.dumps(secret.response_metadata)))
        given = {"messages": [forged, AIMessage(block("secret"))]}
        assert "NameError" in shown(graph.invoke(given, {"configurable": {"thread_id": "other"}}))

    @pytest.mark.parametrize("mark", [1, {}, {"of": "code", "number": "1"}, {"of": "code", "number": 1, "names": 3}])
    def test_nonsense(self, mark):
        """What is no bookmark is not taken for one."""
        told = HumanMessage("go", response_metadata={METADATA: mark})
        given = {"messages": [told, AIMessage(block("1"))]}
        assert shown(graph_of(CodeNode(), InMemorySaver()).invoke(given, CONFIG)) == "Observation:\nValue: 1"


class TestForks:
    @pytest.mark.parametrize("host", ["sync", "async"])
    async def test_has_its_own(self, host):
        """A fork of an earlier checkpoint has the variables of that checkpoint, and the thread keeps its own."""
        graph = graph_of(CodeNode(), InMemorySaver())

        async def turn(source, config=CONFIG):
            given = written(source)
            return await graph.ainvoke(given, config) if host == "async" else graph.invoke(given, config)

        await turn("n = 1")
        early = (await graph.aget_state(CONFIG)).config
        await turn("n += 1\nn")
        late = (await graph.aget_state(CONFIG)).config
        assert shown(await turn("n += 10\nn", early)) == "Observation:\nValue: 11"
        assert shown(await turn("n += 100\nn", late)) == "Observation:\nValue: 102"

    def test_again(self):
        """An action that runs again from its checkpoint begins with the variables it began with."""
        graph = graph_of(CodeNode(), InMemorySaver())
        graph.invoke(written("n = 1"), CONFIG)
        graph.invoke(written("n += 1\nn"), CONFIG)
        before = next(state for state in graph.get_state_history(CONFIG) if state.next == ("code",))
        assert shown(graph.invoke(None, before.config)) == "Observation:\nValue: 2"


class TestCalls:
    @pytest.mark.parametrize("host", ["sync", "async"])
    async def test_of_one_message(self, host, tmp_path):
        """Each goes on with what the one before it left, whatever the order of their messages; so does the next."""
        saver = InMemorySaver()
        sources = [f"try:\n    n += {k}\nexcept NameError:\n    n = {k}" for k in (1, 2, 4, 8)]
        for _ in range(3):
            graph = tools_of(code_tool([], snapshots=tmp_path), saver)
            if host == "async":
                await graph.ainvoke(called(*sources), CONFIG)
            else:
                graph.invoke(called(*sources), CONFIG)
        assert shown(graph.invoke(called("n"), CONFIG)) == "Observation:\nValue: 45"

    def test_nodes_are_apart(self, tmp_path):
        """Two interpreters of one thread, in one store, have variables of their own."""
        graph = StateGraph(MessagesState)
        graph.add_node("one", CodeNode(name="one", snapshots=tmp_path))
        graph.add_node("again", lambda _: written("try:\n    n\nexcept NameError:\n    n = 'other'\nn"))
        graph.add_node("two", CodeNode(name="two", snapshots=tmp_path))
        graph.add_edge(START, "one")
        graph.add_edge("one", "again")
        graph.add_edge("again", "two")
        graph.add_edge("two", END)
        result = graph.compile(checkpointer=InMemorySaver()).invoke(written("n = 1"), CONFIG)
        assert shown(result) == "Observation:\nValue: 'other'"
