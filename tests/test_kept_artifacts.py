"""The bytes of an answer's files stand once, with their thread; messages refer to them, and one function reads both."""

import logging
import operator
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeMessagesListChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
from langgraph.store.memory import InMemoryStore
from langgraph.types import Send
from sample import asked, block

from codenode import (
    ArtifactRefused,
    CodeNode,
    ConfigurationError,
    Snapshots,
    aread_artifacts,
    code_tool,
    create_code_agent,
    open_session,
    read_artifacts,
)
from codenode.testing import ScriptedModel

CONFIG = {"configurable": {"thread_id": "t"}}
OTHER = {"configurable": {"thread_id": "u"}}
SIZE = 900_000
LARGE = f"final_answer({{'file': bytes(range(256)) * {SIZE // 256}, 'n': 1}})"
BYTES = bytes(range(256)) * (SIZE // 256)
SMALL = "final_answer({'file': b'abc', 'n': 1})"
SHOWS = (
    "import matplotlib.pyplot as plt\nfrom PIL import Image\nimport numpy as np\nimport pandas as pd\n"
    "figure, axes = plt.subplots()\naxes.plot([1, 2])\n"
    "final_answer({'table': pd.DataFrame({'a': range(9_000)}), 'row': pd.Series([1.5, 2.5]), 'array': np.arange(9_000),"
    " 'chart': figure, 'picture': Image.new('RGB', (3, 4)), 'raw': b'\\x00\\xff'})"
)
LIBRARIES = ("matplotlib", "PIL", "numpy", "pandas")


def agent(source=SMALL, *imports, **settings):
    """Return an agent that answers with one block."""
    return create_code_agent(ScriptedModel([block(source)] * 9), imports=imports, name="clerk", **settings)


def chain(first, *, saver=None, state=MessagesState, more=5):
    """Return a graph of a node and five more, each of which says something."""
    graph = StateGraph(state)
    graph.add_node("first", first)
    graph.add_edge(START, "first")
    for number in range(more):
        graph.add_node(f"n{number}", lambda _: {"messages": [AIMessage("noted")]})
        graph.add_edge(f"n{number - 1}" if number else "first", f"n{number}")
    return graph.compile(checkpointer=saver)


def said(result, name="clerk"):
    """Return the first message that somebody named signed."""
    return next(message for message in result["messages"] if message.name == name)


def call(tool, **arguments):
    """Return the input of a graph that begins with a call of a tool."""
    wanted = {"name": tool, "args": arguments, "id": "c1", "type": "tool_call"}
    return {"messages": [HumanMessage("go"), AIMessage("", tool_calls=[wanted])]}


def ending(source):
    """Return the input of a graph that begins with code."""
    return {"messages": [HumanMessage("go"), AIMessage(block(source))]}


class Caller(FakeMessagesListChatModel):
    """A model that calls tools as the script says."""

    def bind_tools(self, tools: Any, **_: Any) -> "Caller":
        """Take the tools."""
        return self


def two_deep(place):
    return chain(agent(LARGE, snapshots=place), more=1), asked()


def as_tool(place):
    return ToolNode([agent(LARGE, snapshots=place).as_tool(description="Gives.")]), call("clerk", task="x")


def called_from_code(place):
    clerk = agent(LARGE, snapshots=place).as_tool(description="Gives.")
    outer = ScriptedModel([block("final_answer(clerk('go')['file'])")])
    return create_code_agent(outer, [clerk], snapshots=place), asked()


WAYS = {
    "node": lambda place: (agent(LARGE, snapshots=place), asked()),
    "node without checkpoints": lambda place: (agent(LARGE, snapshots=place, checkpointer=False), asked()),
    "two deep": two_deep,
    "a tool of a model's": as_tool,
    "called from code": called_from_code,
    "code_tool": lambda place: (ToolNode([code_tool(snapshots=place)]), call("python", code=LARGE)),
    "CodeNode": lambda place: (CodeNode(snapshots=place), ending(LARGE)),
}


class TestStoredOnce:
    @pytest.mark.parametrize("host", ["sync", "async"])
    @pytest.mark.parametrize("way", WAYS)
    async def test_in_a_parent(self, tmp_path, way, host):
        """A checkpointed graph with five more nodes holds the bytes once, checkpoints and store together."""
        first, given = WAYS[way](tmp_path / "files.db")
        if host == "sync":
            with SqliteSaver.from_conn_string(str(tmp_path / "checkpoints.db")) as saver:
                chain(first, saver=saver).invoke(given, CONFIG)
        else:
            from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

            async with AsyncSqliteSaver.from_conn_string(str(tmp_path / "checkpoints.db")) as saver:
                await chain(first, saver=saver).ainvoke(given, CONFIG)
        sizes = {file.name: file.stat().st_size for file in tmp_path.iterdir()}
        assert SIZE < sum(sizes.values()) < 1.5 * SIZE, sizes
        assert sizes["checkpoints.db"] < 0.3 * SIZE

    def test_tables(self, tmp_path):
        """A table is no exception: a large one is not in the answer as data."""
        pytest.importorskip("pandas")
        source = "import pandas as pd\nfinal_answer(pd.DataFrame({'a': range(70_000)}))"
        with SqliteSaver.from_conn_string(str(tmp_path / "checkpoints.db")) as saver:
            graph = chain(agent(source, "pandas", snapshots=tmp_path / "files.db"), saver=saver)
            size = said(graph.invoke(asked(), CONFIG)).response_metadata["codenode"]["artifacts"][0]["size"]
        assert size < sum(file.stat().st_size for file in tmp_path.iterdir()) < 1.5 * size

    def test_displays(self, tmp_path):
        """What code shows is kept beside, too, where the observation is in a message of somebody else's graph."""
        pytest.importorskip("PIL")
        source = "from PIL import Image\nImage.effect_noise((400, 400), 90)"
        tool = code_tool(imports=["PIL"], snapshots=tmp_path / "files.db")
        graph = chain(ToolNode([tool]), saver=InMemorySaver())
        message = said(graph.invoke(call("python", code=source), CONFIG), "python")
        (display,) = message.artifact["displays"]
        assert display == {"mime": "image/png", "artifact": "display_1.png", "text": "400x400"}
        assert "[display 1: image/png 400x400]" in message.text
        assert read_artifacts(message, tool, CONFIG)["display_1.png"].startswith(b"\x89PNG")

    def test_once_for_all(self, tmp_path):
        """The same bytes are the same file, in whichever answer of the thread."""
        made = agent(checkpointer=InMemorySaver(), snapshots=tmp_path)
        for _ in range(3):
            made.invoke(asked(), CONFIG)
        made.invoke(asked(), OTHER)
        assert len([one for one in tmp_path.rglob("*") if one.is_file() and one.read_bytes() == b"abc"]) == 2


class TestReading:
    def test_each_kind(self):
        """Every kind of file is read back as it was made."""
        for name in LIBRARIES:
            pytest.importorskip(name)
        made = agent(SHOWS, *LIBRARIES, checkpointer=InMemorySaver())
        result = made.invoke(asked(), CONFIG)
        brought = read_artifacts(result)
        assert set(brought) == {"table.csv", "row.csv", "array.npy", "chart.png", "picture.png", "raw.bin"}
        with open_session(imports=LIBRARIES) as session:
            assert brought == read_artifacts(session.run(SHOWS))
        assert read_artifacts(said(made.get_state(CONFIG).values), made, CONFIG) == brought

    @pytest.mark.parametrize(
        "place", ["folder", "file.db", "memory://artifacts", InMemoryStore()], ids=["folder", "file", "url", "store"]
    )
    async def test_places(self, tmp_path, place):
        """Wherever snapshots can be kept files can, and are read there by who made them or by the place alone."""
        if isinstance(place, str) and "://" not in place:
            place = tmp_path / place
        elif isinstance(place, str):
            pytest.importorskip("fsspec")
        made = agent(checkpointer=InMemorySaver(), snapshots=place)
        message = said(await made.ainvoke(asked(), CONFIG))
        for by in (made, place, Snapshots.at(place)):
            assert read_artifacts(message, by, CONFIG) == {"file.bin": b"abc"}
            assert await aread_artifacts(message, by, CONFIG) == {"file.bin": b"abc"}

    def test_reference_alone(self):
        """The reference in an answer's data will do."""
        made = agent(checkpointer=InMemorySaver())
        reference = made.invoke(asked(), CONFIG)["structured_response"]["file"]
        assert read_artifacts(reference, made, CONFIG) == {"file.bin": b"abc"}

    def test_after_a_restart(self, tmp_path):
        """Another process reads what one that is gone has kept."""
        source = (
            "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\nimport test_kept_artifacts as t\n"
            "folder = Path(sys.argv[1])\nwith t.SqliteSaver.from_conn_string(str(folder / 'checkpoints.db')) as saver:\n"
            "    t.chain(t.agent(snapshots=folder / 'files'), saver=saver).invoke(t.asked(), t.CONFIG)\n"
        )
        here = str(Path(__file__).parent)
        subprocess.run([sys.executable, "-c", source, str(tmp_path), here], check=True, timeout=120)
        made = agent(snapshots=tmp_path / "files")
        with SqliteSaver.from_conn_string(str(tmp_path / "checkpoints.db")) as saver:
            message = said(chain(made, saver=saver).get_state(CONFIG).values)
        assert read_artifacts(message, made, CONFIG) == {"file.bin": b"abc"}

    def test_result_of_a_resumed_run(self):
        """A run that paused between the answer and its end brings its files all the same."""
        made = agent(checkpointer=InMemorySaver(), interrupt_before=["finish"])
        assert "artifacts" not in made.invoke(asked(), CONFIG)
        assert read_artifacts(made.invoke(None, CONFIG)) == {"file.bin": b"abc"}

    def test_next_turn(self):
        """The files of an answer are not those of the next one."""
        model = ScriptedModel([block(SMALL), "No files."])
        made = create_code_agent(model, checkpointer=InMemorySaver())
        made.invoke(asked(), CONFIG)
        result = made.invoke(asked(), CONFIG)
        assert ("artifacts" in result, read_artifacts(result)) == (False, {})


class TestWithoutACheckpointer:
    def test_message(self):
        """Nothing keeps the bytes: a message says so, and where they are to be had."""
        result = chain(agent()).invoke(asked())
        assert said(result).response_metadata["codenode"]["artifacts"][0]["kept"] is False
        with pytest.raises(ArtifactRefused, match=r"its run had no checkpointer.*the key `artifacts`"):
            read_artifacts(said(result))

    def test_key_of_a_parent(self):
        """A graph that has the key `artifacts` gets them, of several branches those of all."""

        class Many(MessagesState):
            artifacts: Annotated[list, operator.add]

        graph = StateGraph(Many)
        graph.add_node("clerk", agent())
        graph.add_conditional_edges(START, lambda _: [Send("clerk", asked()) for _ in range(2)], ["clerk"])
        result = graph.compile().invoke(asked())
        assert [one["name"] for one in result["artifacts"]] == ["file.bin", "file.bin"]
        assert read_artifacts(result) == {"file.bin": b"abc"}

    def test_parent_without_the_key(self):
        """A graph that has not gets nothing it does not know, nor does one of other keys."""
        assert set(chain(agent()).invoke(asked())) == {"messages"}

    @pytest.mark.parametrize(
        ("first", "given", "name"),
        [
            (lambda: ToolNode([agent().as_tool(description="Gives.")]), call("clerk", task="x"), "clerk"),
            (lambda: ToolNode([code_tool()]), call("python", code=SMALL), "python"),
            (CodeNode, ending(SMALL), "code"),
        ],
        ids=["as_tool", "code_tool", "CodeNode"],
    )
    def test_tools(self, first, given, name):
        """The message of a tool has them, and that of `CodeNode`: there is nowhere else, and nothing stores it."""
        message = said(chain(first()).invoke(given), name)
        assert message.text.endswith("{'file': b'abc', 'n': 1}\n[file.bin: application/octet-stream, 3 bytes]")
        assert read_artifacts(message) == {"file.bin": b"abc"}


class TestTools:
    @pytest.mark.parametrize("host", ["sync", "async"])
    async def test_as_tool(self, host):
        """A model that calls an agent sees what the files are, and the message's artifact refers to them."""
        clerk = agent()
        graph = chain(ToolNode([clerk.as_tool(description="Gives.")]), saver=InMemorySaver())
        given = call("clerk", task="x")
        message = said(graph.invoke(given, CONFIG) if host == "sync" else await graph.ainvoke(given, CONFIG))
        assert message.text == "{'file': b'abc', 'n': 1}\n[file.bin: application/octet-stream, 3 bytes]"
        assert "base64" not in message.artifact["artifacts"][0]
        assert await aread_artifacts(message, clerk, CONFIG) == read_artifacts(message, clerk, CONFIG)
        assert read_artifacts(message, clerk, CONFIG) == {"file.bin": b"abc"}

    @pytest.mark.parametrize("host", ["sync", "async"])
    async def test_called_from_code(self, host):
        """Code that calls an agent gets the bytes, in a thread and without one."""
        for saver in (None, InMemorySaver()):
            clerk = agent().as_tool(description="Gives.")
            model = ScriptedModel([block("final_answer(clerk('go') == {'file': b'abc', 'n': 1})")])
            made = create_code_agent(model, [clerk], checkpointer=saver)
            result = made.invoke(asked(), CONFIG) if host == "sync" else await made.ainvoke(asked(), CONFIG)
            assert result["structured_response"] is True

    def test_by_hand(self):
        """Called with arguments it gives data, with a model's call a message."""
        clerk = agent().as_tool(description="Gives.")
        assert clerk.invoke({"task": "x"}) == {"file": b"abc", "n": 1}
        message = clerk.invoke({"name": "clerk", "args": {"task": "x"}, "id": "c1", "type": "tool_call"})
        assert (message.tool_call_id, read_artifacts(message)) == ("c1", {"file.bin": b"abc"})

    def test_middleware(self):
        """`create_agent` with our middleware keeps them beside its messages."""
        agents = pytest.importorskip("langchain.agents")
        from codenode.middleware import CodeMiddleware

        middleware = CodeMiddleware()
        model = Caller(responses=[call("python", code=SMALL)["messages"][1], AIMessage("Done.")])
        made = agents.create_agent(model, tools=[], middleware=[middleware], checkpointer=InMemorySaver())
        message = said(made.invoke(asked(), CONFIG), "python")
        assert "base64" not in message.artifact["artifacts"][0]
        assert read_artifacts(message, middleware, CONFIG) == {"file.bin": b"abc"}
        middleware.delete_thread("t")
        with pytest.raises(ArtifactRefused):
            read_artifacts(message, middleware, CONFIG)


class TestDeletion:
    @pytest.mark.parametrize("host", ["sync", "async"])
    async def test_agent(self, tmp_path, host):
        """They go with their thread, and no other thread's do."""
        made = agent(checkpointer=InMemorySaver(), snapshots=tmp_path)
        messages = [said(made.invoke(asked(), config)) for config in (CONFIG, OTHER)]
        if host == "sync":
            made.delete_thread("t")
        else:
            await made.adelete_thread("t")
        with pytest.raises(ArtifactRefused, match=r"'file.bin' is not kept here"):
            read_artifacts(messages[0], made, CONFIG)
        assert read_artifacts(messages[1], made, OTHER) == {"file.bin": b"abc"}

    @pytest.mark.parametrize("host", ["sync", "async"])
    @pytest.mark.parametrize("kind", ["CodeNode", "code_tool"])
    async def test_acting_alone(self, tmp_path, kind, host):
        """Who acts alone forgets a thread likewise, its variables with it."""
        made = CodeNode(snapshots=tmp_path) if kind == "CodeNode" else code_tool(snapshots=tmp_path)
        first, given = (made, ending) if kind == "CodeNode" else (ToolNode([made]), lambda s: call("python", code=s))
        graph = chain(first, saver=InMemorySaver(), more=0)
        message = graph.invoke(given(f"x = 1\n{SMALL}"), CONFIG)["messages"][-1]
        assert read_artifacts(message, made, CONFIG) == {"file.bin": b"abc"}
        if host == "sync":
            made.delete_thread("t")
        else:
            await made.adelete_thread("t")
        assert not [one for one in tmp_path.rglob("*") if one.is_file()]
        assert "NameError" in graph.invoke(given("x"), CONFIG)["messages"][-1].text


class TestRefused:
    def test_altered(self, tmp_path):
        """Bytes that somebody changed are refused, in the store and in a result."""
        made = agent(checkpointer=InMemorySaver(), snapshots=tmp_path)
        result = made.invoke(asked(), CONFIG)
        (file,) = [one for one in tmp_path.rglob("*") if one.is_file() and one.read_bytes() == b"abc"]
        file.write_bytes(b"abd")
        with pytest.raises(ArtifactRefused, match=r"'file.bin' was altered"):
            read_artifacts(said(result), made, CONFIG)
        result["artifacts"][0]["base64"] = "YWJk"
        with pytest.raises(ArtifactRefused, match=r"'file.bin' was altered"):
            read_artifacts(result)

    def test_of_another_thread(self):
        """A reference opens in its own thread alone, whoever says it elsewhere."""
        made = agent(checkpointer=InMemorySaver())
        message = said(made.invoke(asked(), CONFIG))
        with pytest.raises(ArtifactRefused, match="not kept here"):
            read_artifacts(message, made, OTHER)

    @pytest.mark.parametrize(
        "wrong",
        [{"name": "../x.bin"}, {"name": 5}, {"sha256": "../../x"}, {"sha256": "0" * 63}, {"size": None}, {"size": "3"}],
        ids=str,
    )
    def test_forged(self, tmp_path, wrong):
        """A reference of another shape is none: anybody may have written the message."""
        file = {"name": "a.bin", "mime_type": "x", "size": 3, "sha256": "0" * 64}
        message = AIMessage("x", response_metadata={"codenode": {"artifacts": [{**file, **wrong}]}})
        with pytest.raises(ArtifactRefused, match="give a message or a result as it is"):
            read_artifacts(message, tmp_path, CONFIG)

    @pytest.mark.parametrize("given", [(), ("agent",), (None, CONFIG)], ids=["nothing", "no thread", "no maker"])
    def test_not_told_enough(self, given):
        """Who does not say whose files, or of which thread, is told how."""
        made = agent(checkpointer=InMemorySaver())
        message = said(made.invoke(asked(), CONFIG))
        with pytest.raises(ConfigurationError, match=r"use read_artifacts\(message, agent, \{"):
            read_artifacts(message, *(made if one == "agent" else one for one in given))

    @pytest.mark.parametrize("found", [None, {}, [], "x", HumanMessage("x"), {"messages": []}], ids=str)
    def test_nothing_there(self, found):
        """What speaks of no files has none."""
        assert read_artifacts(found) == {}


class TestWarning:
    def test_checkpoints_that_outlive_them(self, tmp_path, caplog):
        """Who stores checkpoints on disk and says nothing of files is told once that they go with the process."""
        with (
            caplog.at_level(logging.WARNING, "codenode"),
            SqliteSaver.from_conn_string(str(tmp_path / "checkpoints.db")) as saver,
        ):
            made = agent(checkpointer=saver)
            for config in (CONFIG, OTHER):
                made.invoke(asked(), config)
            agent(checkpointer=saver, snapshots=tmp_path / "files").invoke(
                asked(), {"configurable": {"thread_id": "v"}}
            )
            for place in (None, tmp_path / "files"):
                chain(CodeNode(snapshots=place), saver=saver).invoke(ending(SMALL), CONFIG)
        told = [one.getMessage() for one in caplog.records if "its files" in one.getMessage()]
        assert [(one.partition(":")[0], one[-25:]) for one in told] == [
            ("clerk", "snapshots=, e.g. a folder"),
            ("code", "snapshots=, e.g. a folder"),
        ]
