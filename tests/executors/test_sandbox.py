"""The jailed executor: forks, ends, restarts, and gives a worker nothing but what it was handed."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from codenode.errors import IsolationError
from codenode.executors.choose import choose, reason
from codenode.executors.layers import missing
from codenode.executors.limits import Limits
from codenode.executors.sandbox import SandboxExecutor
from codenode.session import open_session

pytestmark = pytest.mark.skipif(sys.platform != "linux" or bool(reason()), reason="no jail on this machine")


@pytest.fixture(scope="module")
def executor():
    """Return an executor of this module's own."""
    made = SandboxExecutor()
    yield made
    made.close()


def is_alive(pid):
    """Say whether a process runs (and is not only waiting to be buried)."""
    try:
        with Path(f"/proc/{pid}/stat").open(encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def waited(condition, seconds=10):
    """Wait until something holds; say whether it did."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


class TestSandbox:
    def test_layers(self, executor):
        """A worker reports a whole jail, and all its walls hold."""
        layers, refused = executor.examined()
        assert missing(layers) == {}
        assert all(refused.values())

    def test_runs(self, executor):
        """Variables live from action to action, files are there to read, tools can be called."""
        with open_session(executor=executor, tools=[len_of]) as session:
            session.run("x = 20")
            assert session.run("len_of('ab') + x")["value"] == 22
            assert session.isolation == "sandbox"

    def test_files(self, executor, tmp_path):
        """The files of the session are in the worker's own scratch folder, and only there."""
        (tmp_path / "data.csv").write_text("a,b\n1,2\n")
        with open_session(executor=executor, files=[tmp_path / "data.csv"]) as session:
            assert session.run("open('data.csv').read()")["value"] == "a,b\n1,2\n"

    def test_workers_are_apart(self, executor):
        """Two workers have a user and a scratch folder each."""
        with open_session(executor=executor) as one, open_session(executor=executor) as two:
            one.run("x = 1")
            assert two.run("x")["fault"]["type"] == "NameError"

    def test_killed_worker(self, executor):
        """A killed worker is an observation; the next action has a new one."""
        with open_session(executor=executor) as session:
            session.run("x = 1")
            os.kill(session._session.connection.pid, signal.SIGKILL)
            assert session.run("x")["status"] == "lost"
            assert session.run("2")["value"] == 2

    def test_killed_server(self, executor):
        """A killed server takes its workers along and is started anew."""
        with open_session(executor=executor) as session:
            session.run("x = 1")
            worker = session._session.connection.pid
            os.kill(executor.zygote(()).pid, signal.SIGKILL)
            assert waited(lambda: not is_alive(worker))
            assert session.run("x")["status"] == "lost"
            assert session.run("3")["value"] == 3

    def test_closed_session(self, executor):
        """The worker is gone when its session is closed, the descriptors with it."""
        with open_session(executor=executor) as session:
            session.run("1")
        before = len(list(Path("/proc/self/fd").iterdir()))
        with open_session(executor=executor) as session:
            session.run("1")
            worker = session._session.connection.pid
        assert not is_alive(worker)
        assert len(list(Path("/proc/self/fd").iterdir())) == before

    def test_memory(self, executor):
        """Too much memory is an error, and the variables stay."""
        with open_session(executor=executor, limits=Limits(memory_bytes=256 << 20)) as session:
            session.run("x = 1")
            assert session.run("b'a' * (1 << 30)")["fault"]["type"] == "MemoryError"
            assert session.run("x")["value"] == 1

    def test_time(self, executor):
        """A loop without end is interrupted, and the variables stay."""
        with open_session(executor=executor, limits=Limits(seconds=0.3)) as session:
            session.run("x = 1")
            assert session.run("while True: pass")["status"] == "timeout"
            assert session.run("x")["value"] == 1

    def test_threads(self, executor):
        """Sessions are opened from many threads at once."""

        def one(number):
            with open_session(executor=executor) as session:
                return session.run(f"{number} * 2")["value"]

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(one, range(24))) == [number * 2 for number in range(24)]

    async def test_async(self, executor):
        """An event loop runs it, too."""
        async with open_session(executor=executor) as session:
            assert (await session.arun("6 * 7"))["value"] == 42

    @pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
    def test_host_forks(self, executor):
        """A forked host starts a server of its own and leaves its parent's alone."""
        server = executor.zygote(()).pid
        context = multiprocessing.get_context("fork")
        answer = context.SimpleQueue()
        child = context.Process(target=_in_child, args=(executor, answer))
        child.start()
        value, other = answer.get()
        child.join()
        assert value == 49
        assert other != server
        assert executor.zygote(()).pid == server

    def test_ends_with_its_host(self, tmp_path):
        """A host that is killed leaves neither a server nor a worker."""
        context = multiprocessing.get_context("spawn")
        answer = context.SimpleQueue()
        host = context.Process(target=_hosting, args=(answer,))
        host.start()
        server, worker = answer.get()
        os.kill(host.pid, signal.SIGKILL)
        host.join()
        assert waited(lambda: not is_alive(server) and not is_alive(worker))

    def test_signal_at_start(self, executor):
        """A thread that closes the executor does not leave another one hanging."""
        own = SandboxExecutor()
        own.zygote(())
        closing = threading.Thread(target=own.close)
        closing.start()
        with open_session(executor=own) as session:
            assert session.run("1")["value"] == 1
        closing.join()
        own.close()


class TestRequire:
    def test_weaker_is_refused(self):
        """`require` refuses what is weaker, and says what it got."""
        with pytest.raises(IsolationError, match="gives 'process'"):
            choose("process", require="sandbox")

    def test_unknown_level(self):
        """A level that does not exist is named."""
        with pytest.raises(IsolationError, match="'jail' is no level"):
            choose("auto", require="jail")

    @pytest.mark.parametrize("layers", [("seccomp",), ("seccomp", "namespaces", "landlock")])
    def test_missing_layer(self, layers):
        """A worker that lacks a layer is not used, and the message names layer and remedy."""
        weak = SandboxExecutor(without=layers)
        with open_session(executor=weak) as session, pytest.raises(IsolationError, match="no seccomp: run on Linux"):
            session.run("1")
        weak.close()

    def test_landlock_alone(self):
        """Without namespaces Landlock holds the files, and the level is still a sandbox."""
        weak = SandboxExecutor(without=("namespaces",))
        with open_session(executor=weak) as session:
            assert session.run("1 + 1")["value"] == 2
        weak.close()

    def test_mounts_alone(self):
        """Without Landlock the own file tree holds the files."""
        weak = SandboxExecutor(without=("landlock",))
        with open_session(executor=weak) as session:
            assert session.run("1 + 1")["value"] == 2
        weak.close()


def len_of(text: str) -> int:
    """Count the characters."""
    return len(text)


def _in_child(executor, answer):
    with open_session(executor=executor) as session:
        answer.put((session.run("7 * 7")["value"], executor.zygote(()).pid))
    executor.close()


def _hosting(answer):
    executor = SandboxExecutor()
    session = open_session(executor=executor)
    session.run("1")
    answer.put((executor.zygote(()).pid, session._session.connection.pid))
    time.sleep(60)
