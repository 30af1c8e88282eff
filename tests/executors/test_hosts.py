"""Hosts of every kind: forked, spawned, several beside each other, a web server's; loops that must not block."""

import asyncio
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from sample import double, later

from codenode import create_code_agent
from codenode.executors.choose import choose
from codenode.session import open_session
from codenode.testing import ScriptedModel

FOLDER = Path(__file__).parent
posix = pytest.mark.skipif(sys.platform == "win32", reason="no forks")


async def answered(number):
    """Return what a session on the running loop answers."""
    async with open_session() as session:
        return (await session.arun(f"{number} * 2"))["value"]


def looped(number):
    """Return the answer and the process that gave it, from a loop of this process's own."""
    return asyncio.run(answered(number)), os.getpid()


class TestHosts:
    @posix
    @pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
    def test_forked(self):
        """After a fork the child's loop runs sessions of its own, beside its parent's."""

        async def beside():
            async with open_session() as session:
                await session.arun("x = 1")
                with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
                    value, pid = await asyncio.get_running_loop().run_in_executor(pool, looped, 21)
                assert (value, pid != os.getpid()) == (42, True)
                return (await session.arun("x"))["value"]

        assert asyncio.run(beside()) == 1

    def test_spawned(self):
        """Several hosts have servers of their own."""
        with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
            found = list(pool.map(looped, range(4)))
        assert [value for value, _ in found] == [0, 2, 4, 6]

    def test_loops_and_threads(self):
        """Threads without a loop and threads with one share an executor."""
        executor = choose("auto")

        def one(number):
            if number % 2:
                return looped(number)[0]
            with open_session(executor=executor) as session:
                return session.run(f"{number} * 2")["value"]

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(one, range(12))) == [number * 2 for number in range(12)]


class TestLoopKeptFree:
    """What a development server of LangGraph refuses: calls on the loop that could block it."""

    @pytest.fixture
    def strict(self):
        """Raise where the running loop would be blocked."""
        blockbuster = pytest.importorskip("blockbuster")
        watch = blockbuster.BlockBuster()
        yield watch
        watch.deactivate()

    @pytest.mark.parametrize("executor", ["auto", "process"])
    async def test_session(self, strict, executor, tmp_path):
        """A session starts, reads its files, calls tools and ends."""
        (tmp_path / "data.txt").write_text("four")
        session = open_session(executor=executor, tools=[double, later], files=[tmp_path / "data.txt"])
        strict.activate()
        async with session:
            seen = await session.arun("double(2) + len(open('data.txt').read())")
            assert (await session.arun("while 1: later(1); raise ValueError"))["status"] == "error"
        strict.deactivate()
        assert seen["value"] == 8

    async def test_agent(self, strict):
        """An agent runs, and closes its session."""
        agent = create_code_agent(ScriptedModel(["```python\nfinal_answer(double(4))\n```"]), [double])
        strict.activate()
        found = await agent.ainvoke({"messages": [("user", "go")]})
        strict.deactivate()
        assert found["structured_response"] == 8


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
class TestWebServer:
    """`uvicorn --workers 2`."""

    @pytest.fixture
    def server(self):
        """Start it; give its port, and see it end with all that it started."""
        pytest.importorskip("uvicorn")
        pytest.importorskip("starlette")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        serving = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "served:app", "--workers", "2", "--port", str(port), "--log-level", "error"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(FOLDER.parents[1]), *sys.path])},
            cwd=FOLDER, start_new_session=True,
        )  # fmt: skip
        yield port
        started = below(serving.pid)
        serving.send_signal(signal.SIGTERM)
        serving.wait(30)
        end = time.monotonic() + 20
        while (left := [pid for pid in started if Path(f"/proc/{pid}").exists()]) and time.monotonic() < end:
            time.sleep(0.05)
        assert len(started) > 3
        assert left == []

    def test_requests(self, server):
        """Both workers answer, many requests at once; a stopped server leaves no process."""
        codes = [f"{number} * 2" for number in range(24)]
        ask(server, code="1")
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda code: ask(server, code=code), codes))
        assert [each["value"] for each in found] == [number * 2 for number in range(24)]
        hosts = {each["host"] for each in found}
        while len(hosts) < 2:  # the kernel deals the requests out
            hosts.add(ask(server, code="1")["host"])


def below(top):
    """Return the process ids of all that descends from a process."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text(errors="replace").rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [top]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found[1:]


def ask(port, **query):
    """Return the server's answer, once it is up."""
    address = f"http://127.0.0.1:{port}/?{urllib.parse.urlencode(query)}"
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
