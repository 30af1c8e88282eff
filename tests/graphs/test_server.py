"""`langgraph dev` serves the gallery: over its SDK, with pauses, and as nodes of graphs elsewhere."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from gallery import NAMES, ROOT, says
from langgraph.graph import END, START, MessagesState, StateGraph
from sample import asked

from codenode import read_artifacts

pytest.importorskip("langgraph_api")
pytest.importorskip("langgraph_cli")
from langgraph.pregel.remote import RemoteGraph
from langgraph_sdk import get_client, get_sync_client

FOLDER = Path(__file__).parent
PATIENCE = 120
CLERK = "clerk"
"""Answers with a file."""
ANSWERS = {
    "approval": ("Where is it?", None),
    "critic": ("Two letters.", "a b"),
    "hierarchy": ("What do tea and coffee cost?", "16.0"),
    "map_reduce": ("Ada 1.5\n\nBob 2\n\nAda 3", "Ada: 4.50\nBob: 2.00"),
    "pipeline": ("How long?", "30 days. [R1]"),
    "plan_execute": ("How far?", "354"),
    "router": ("Where is order 17?", "Your order is on its way, there on Friday."),
    "single": ("All products?", "1.2"),
    "supervisor": ("Sales?", "It was 3600."),
    "swarm": ("How is it cleaned?", "Fill in vinegar and water, boil, rinse."),
    "tree_search": ("Fill it.", "['rug', 'vase'], worth 125"),
}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a server of all graphs."""
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    graphs = {name: f"{FOLDER / 'scripted.py'}:{name}" for name in [*NAMES, CLERK]}
    settings = {"dependencies": ["."], "graphs": graphs}
    (folder / "langgraph.json").write_text(json.dumps(settings))
    environment = {
        **os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]), "LANGSMITH_TRACING": "false",
        "LANGGRAPH_CLI_NO_ANALYTICS": "1",
    }  # fmt: skip
    log = folder / "log.txt"
    with log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "langgraph_cli", "dev", "--no-browser", "--no-reload", "--host", "127.0.0.1",
             "--port", str(port), "--n-jobs-per-worker", "4"],
            cwd=folder, env=environment, stdout=written, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + PATIENCE
        while not _is_up(address):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(30)
    assert "BlockingError" not in log.read_text()


def _is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/ok", timeout=5) as reply:
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="module")
def client(server):
    """A client of the server."""
    with get_sync_client(url=server) as found:
        yield found


class TestServer:
    def test_assistants(self, client):
        """Every graph is there."""
        assert sorted(one["graph_id"] for one in client.assistants.search(limit=100)) == sorted([*NAMES, CLERK])

    @pytest.mark.parametrize("name", [name for name in NAMES if name != "approval"])
    def test_wait(self, client, name):
        """Every graph answers."""
        task, answer = ANSWERS[name]
        thread = client.threads.create()["thread_id"]
        last = client.runs.wait(thread, name, input={"messages": [{"role": "user", "content": task}]})
        assert last["messages"][-1]["content"] == answer
        assert client.threads.get_state(thread)["next"] == []

    def test_stream(self, client):
        """Updates, tokens and what the code prints come as they happen."""
        given = {"messages": [{"role": "user", "content": "go"}]}
        modes = ["updates", "custom", "messages-tuple"]
        parts = list(client.runs.stream(None, "single", input=given, stream_mode=modes))
        events = [part.data["type"] for part in parts if part.event == "custom"]
        assert events[0] == "thought"
        assert {"output", "call", "return", "observation"} <= {*events}
        assert "finish" in {key for part in parts if part.event == "updates" for key in part.data}
        assert any(part.event.startswith("messages") for part in parts)

    def test_approval(self, client):
        """A run pauses in the middle of an action; each answer reaches its call, and nothing is paid twice."""
        thread, paused = client.threads.create()["thread_id"], []
        last = client.runs.wait(thread, "approval", input={"messages": [{"role": "user", "content": "pay"}]})
        while "__interrupt__" in last:
            paused += [one["args"]["order"] for one in last["__interrupt__"][0]["value"]["action_requests"]]
            last = client.runs.wait(thread, "approval", command={"resume": {"type": "approve"}})
        assert paused == [17, 19]
        assert [text.split()[0] for text in last["structured_response"]] == ["80.00", "12.50", "230.00"]

    def test_files(self, client):
        """The files of an answer come with the result of a run, and are not in the thread's state."""
        thread = client.threads.create()["thread_id"]
        last = client.runs.wait(thread, CLERK, input={"messages": [{"role": "user", "content": "go"}]})
        assert read_artifacts(last) == {"raw.bin": b"\x00\xff"}
        kept = client.threads.get_state(thread)["values"]
        assert "artifacts" not in kept
        assert "base64" not in json.dumps(kept["messages"])

    async def test_second_turn(self, server):
        """A thread goes on where it was, with the asynchronous client too."""
        async with get_client(url=server) as client:
            thread = (await client.threads.create())["thread_id"]
            for _ in range(2):
                given = {"messages": [{"role": "user", "content": "clean"}]}
                last = await client.runs.wait(thread, "swarm", input=given)
            assert [message["name"] for message in last["messages"]] == [None, "sales", "support", None, "support"]


class TestRemote:
    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_node(self, server, driver):
        """A served agent is a node of a graph elsewhere: messages go in, messages come out."""
        async with get_client(url=server) as client:
            with get_sync_client(url=server) as sync_client:
                graph = StateGraph(MessagesState)
                graph.add_node("shop", RemoteGraph("single", client=client, sync_client=sync_client))
                graph.add_edge(START, "shop")
                graph.add_edge("shop", END)
                here = graph.compile()
                last = here.invoke(asked()) if driver == "sync" else await here.ainvoke(asked())
        assert says(last) == [(None, "go"), ("shop", "1.2")]

    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_files(self, server, driver):
        """Its files come with its result, alone and in a graph that has the key."""

        class Filed(MessagesState):
            artifacts: list

        async with get_client(url=server) as client:
            with get_sync_client(url=server) as sync_client:
                remote = RemoteGraph(CLERK, client=client, sync_client=sync_client)
                graph = StateGraph(Filed)
                graph.add_node("shop", remote)
                graph.add_edge(START, "shop")
                for asks in (remote, graph.compile()):
                    result = asks.invoke(asked()) if driver == "sync" else await asks.ainvoke(asked())
                    assert read_artifacts(result) == {"raw.bin": b"\x00\xff"}
