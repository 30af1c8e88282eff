"""The jailed executor: forks, ends, restarts, and gives a worker nothing but what it was handed."""

import _ctypes
import gc
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import codenode
from codenode.errors import ExecutorError, IsolationError
from codenode.escapes.workers import RawExecutor
from codenode.executors.base import Opening
from codenode.executors.choose import choose, reason
from codenode.executors.layers import missing
from codenode.executors.limits import Limits
from codenode.executors.sandbox import BOOT, SandboxExecutor
from codenode.session import open_session
from codenode.worker.jail import landlock, namespaces
from codenode.worker.jail.syscalls import PR_CAPBSET_DROP, prctl

pytestmark = pytest.mark.skipif(sys.platform != "linux" or bool(reason()), reason="no jail on this machine")


OPEN_DESCRIPTORS = """
import os
found = []
for number in range(4096):
    try:
        os.fstat(number)
        found.append(number)
    except OSError:
        pass
print(found)
"""
PRODUCT = """
import numpy as np
a = np.ones((700, 700))
np.linalg.svd(a)
float((a @ a)[0, 0])
"""
FORKS_ONCE = """
import os
real, left = os.fork, [1]
def fork():
    if not left:
        raise OSError(11, "spent")
    left.pop()
    return real()
os.fork = fork
"""


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

    def test_closed_session(self):
        """The worker is gone when its session is closed, the descriptors with it."""
        executor = SandboxExecutor(spares=0)  # a spare that has come holds more than one that is on its way
        with open_session(executor=executor) as session:
            session.run("1")
        before = len(list(Path("/proc/self/fd").iterdir()))
        with open_session(executor=executor) as session:
            session.run("1")
            worker = session._session.connection.pid
        assert not is_alive(worker)
        assert len(list(Path("/proc/self/fd").iterdir())) == before
        executor.close()

    def test_forgotten_session(self, executor):
        """The worker of a session that nobody closed is gone with the session."""
        session = open_session(executor=executor)
        session.run("1")
        worker = session._session.connection.pid
        session._session.connection.socket.close()
        del session
        gc.collect()
        assert not is_alive(worker)

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

    def test_killed_server_among_threads(self):
        """A server that is killed while eight threads ask for workers is started anew, once, for all of them."""
        own = SandboxExecutor()
        own.zygote(())

        def one(number):
            with open_session(executor=own) as session:
                while (seen := session.run(f"{number} * 2"))["status"] == "lost":
                    pass
                return seen["value"]

        with ThreadPoolExecutor(8) as pool:
            found = [pool.submit(one, number) for number in range(24)]
            os.kill(own.zygote(()).pid, signal.SIGKILL)
        assert [each.result() for each in found] == [number * 2 for number in range(24)]
        own.close()

    def test_closed_meanwhile(self, executor):
        """A session that another thread closes in the middle of an action tells that its worker was lost."""
        with open_session(executor=executor) as session:
            session.run("1")
            threading.Timer(0.2, session.close).start()
            assert session.run("while True: pass")["status"] == "lost"

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


class TestHost:
    """What the host is like must not weaken the jail, nor what happens to it."""

    def test_many_descriptors(self):
        """A worker has its own socket alone, however high the number of the server's was in the host."""
        held = [os.open(os.devnull, os.O_RDONLY) for _ in range(300)]
        own = RawExecutor()
        with open_session(executor=own) as session:
            seen = session.run(OPEN_DESCRIPTORS)
        own.close()
        for number in held:
            os.close(number)
        assert seen["output"] == "[0, 1, 2, 3]\n"

    def test_blocked_signals(self):
        """A host's thread that blocks signals does not take the worker's clock away."""
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
        own = SandboxExecutor()
        with open_session(executor=own, limits=Limits(seconds=0.3)) as session:
            session.run("x = 1")
            session.run("while True: pass")
            assert session.run("x")["value"] == 1
        own.close()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])

    def test_interrupted_start(self, monkeypatch, tmp_path):
        """After a Ctrl-C while a worker is forked the next session gets its own worker, not that one's handle."""
        own = SandboxExecutor(spares=0)
        server = own.zygote(())
        with monkeypatch.context() as patch:
            patch.setattr("codenode.worker.messages.receive", interrupted)
            with pytest.raises(KeyboardInterrupt):
                own.start(Opening(folder=str(tmp_path)))
        with open_session(executor=own) as session:
            session.run("1")
            worker = session._session.connection.pid
            assert workers(server.pid) == [worker]
        assert workers(server.pid) == []
        own.close()

    def test_no_processes_left(self):
        """A fork that fails is an error of the session that asked; the others go on."""
        own = SandboxExecutor()
        own.boot = FORKS_ONCE + BOOT
        with open_session(executor=own) as session:
            session.run("x = 1")
            with (
                open_session(executor=own) as other,
                pytest.raises(ExecutorError, match=r"no worker was forked: .*spent"),
            ):
                other.run("1")
            assert session.run("x")["value"] == 1
        own.close()

    @pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
    def test_fork_leaves_sessions(self, executor):
        """A forked host that closes the sessions it inherited does not end its parent's workers."""
        with open_session(executor=executor) as session:
            session.run("x = 1")
            child = os.fork()
            if child == 0:
                session.close()
                os._exit(0)
            os.waitpid(child, 0)
            assert session.run("x")["value"] == 1

    @pytest.mark.parametrize("ceiling", [(resource.RLIMIT_NOFILE, 40), (resource.RLIMIT_FSIZE, 1 << 20)])
    def test_low_ceilings(self, ceiling):
        """Where the host's own ceilings are lower than ours, they hold."""
        assert in_host(_lowered, ceiling) == 1

    def test_root_without_rights(self):
        """Root that may not mount, as in many containers, is jailed by way of a user namespace."""
        if os.geteuid():
            pytest.skip("only root")
        layers = in_host(_without_mounting, None)
        assert {"user", "mounts", "scratch"} <= set(layers)
        assert missing(layers) == {}

    def test_files_do_not_fit(self, executor, tmp_path):
        """Files larger than the scratch folder are told with the remedy."""
        (tmp_path / "data.bin").write_bytes(bytes(2 << 20))
        few = Limits(scratch_bytes=1 << 20)
        with (
            open_session(executor=executor, files=[tmp_path / "data.bin"], limits=few) as session,
            pytest.raises(ExecutorError, match="raise scratch_bytes"),
        ):
            session.run("1")

    def test_beside_a_library(self, tmp_path):
        """What lies beside a native library of a project, or of a folder of packages, is not in the file tree."""
        library = tmp_path / "own.so"
        shutil.copyfile(_ctypes.__file__, library)
        (tmp_path / "secret").write_text("x")
        own = RawExecutor()
        own.boot = f"import ctypes; ctypes.CDLL({str(library)!r}); " + own.boot
        with open_session(executor=own) as session:
            seen = session.run(f"import os; print(os.listdir({str(tmp_path)!r}))")
        own.close()
        assert seen["output"] == "['own.so']\n"

    def test_other_packages(self, tmp_path):
        """A folder of libraries that holds an interpreter's does not show the packages installed in that."""
        for name in ("numpy", "secret"):
            (tmp_path / "usr/python3.11/site-packages" / name).mkdir(parents=True)
        (tmp_path / "linked").symlink_to("usr")
        shown = [tmp_path / "linked", tmp_path / "usr", tmp_path / "usr/python3.11/site-packages/numpy"]
        assert in_host(_packages, list(map(str, shown))) == [[], ["numpy"]]

    def test_host_half(self):
        """The host's half of codenode is not in a worker's file tree."""
        own = RawExecutor()
        with open_session(executor=own) as session:
            seen = session.run(f"import os; print(sorted(os.listdir({str(Path(codenode.__file__).parent)!r})))")
        own.close()
        # `escapes` is where this executor's own worker was loaded from.
        assert seen["output"] == "['__init__.py', 'escapes', 'worker']\n"

    def test_numeric_threads(self):
        """A server has one thread, numeric libraries or not: a fork copies one, and only one can get namespaces."""
        pytest.importorskip("numpy")
        own = SandboxExecutor()
        server = own.zygote(["numpy"])
        assert len(list(Path(f"/proc/{server.pid}/task").iterdir())) == 1
        assert "mounts" in server.layers
        with open_session(executor=own, imports=["numpy"]) as session:
            assert session.run(PRODUCT)["value"] == 700
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

    def test_late_libraries(self):
        """Where no library can be loaded late, those of the safe standard library are there from the start."""
        weak = SandboxExecutor(without=("namespaces",))
        with open_session(executor=weak) as session:
            assert (
                session.run("import decimal, hashlib, asyncio, zoneinfo\nlen(hashlib.sha256(b'').digest())")["value"]
                == 32
            )
        weak.close()

    def test_deep_folders(self):
        """In the host's temporary folder no folders can be made: the host could not remove deep ones."""
        weak = RawExecutor(without=("namespaces",))
        with open_session(executor=weak) as session:
            assert session.run("import os; os.mkdir('deep')")["fault"]["type"] == "PermissionError"
        weak.close()

    @pytest.mark.skipif(not landlock.version(), reason="no Landlock on this machine")
    @pytest.mark.parametrize("version", [1, 3, 5])
    def test_old_landlock(self, version):
        """An older version of Landlock holds as well, and its number is reported."""
        own = SandboxExecutor(without=("namespaces",))
        older = f"from codenode.worker.jail import landlock; landlock.version = lambda: {version}; from codenode"
        own.boot = BOOT.replace("from codenode", older, 1)
        layers, refused = own.examined()
        own.close()
        assert f"landlock {version}" in layers
        assert all(refused.values())

    def test_mounts_alone(self):
        """Without Landlock the own file tree holds the files."""
        weak = SandboxExecutor(without=("landlock",))
        with open_session(executor=weak) as session:
            assert session.run("1 + 1")["value"] == 2
        weak.close()


def workers(server):
    """Return the process ids of a server's living workers, after a moment for the dying ones."""
    time.sleep(0.3)
    fields = {int(entry.parent.name): entry for entry in Path("/proc").glob("[0-9]*/stat")}
    return [pid for pid, entry in fields.items() if parent(entry) == server]


def parent(entry):
    """Return a process's parent, 0 when it is gone."""
    try:
        return int(entry.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[1])
    except OSError:
        return 0


def interrupted(end):
    """Stand for a Ctrl-C."""
    raise KeyboardInterrupt


def in_host(work, argument):
    """Return what a function says in a fresh host process."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(work, (argument,))


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


def _lowered(ceiling):
    which, value = ceiling
    resource.setrlimit(which, (value, value))
    own = SandboxExecutor()
    try:
        with open_session(executor=own) as session:
            return session.run("1")["value"]
    finally:
        own.close()


def _without_mounting(_):
    prctl(PR_CAPBSET_DROP, 21)  # CAP_SYS_ADMIN: counts for what is started from here
    own = SandboxExecutor()
    try:
        return own.examined()[0]
    finally:
        own.close()


def _packages(paths):
    namespaces.enter(paths)
    return [[found.name for found in Path(path, "python3.11/site-packages").iterdir()] for path in paths[:2]]
