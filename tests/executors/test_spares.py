"""Workers forked ahead: taken where they fit, replaced, never left behind."""

import multiprocessing
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from codenode.errors import ConfigurationError
from codenode.escapes.workers import RawExecutor
from codenode.executors.choose import reason
from codenode.executors.limits import Limits
from codenode.executors.sandbox import SandboxExecutor
from codenode.session import open_session

pytestmark = pytest.mark.skipif(sys.platform != "linux" or bool(reason()), reason="no jail on this machine")

DRAWN = "import random\nimport uuid\n(random.random(), str(uuid.uuid4()), list({'a', 'b', 'c'}), dir(), hash('a'))"
DESCRIPTORS = """
import os
found = []
for number in range(4096):
    try:
        os.fstat(number)
        found.append(number)
    except OSError:
        pass
print(len(found))
"""


@pytest.fixture
def executor():
    """Return an executor whose two spares are ready."""
    made = SandboxExecutor()
    yield filled(made)
    made.close()


def filled(executor, limits=None, count=2):
    """Open a session and wait until the spares that its start ordered are there."""
    with open_session(executor=executor, limits=limits) as session:
        session.run("1")
        assert waited(lambda: len(workers(executor)) == count + 1)
    time.sleep(0.1)  # they rehearse
    return executor


def workers(executor):
    """Return the process ids of a server's living workers."""
    server = str(executor.zygote(()).pid)
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == server and fields[0] != "Z":
            found.append(int(entry.parent.name))
    return sorted(found)


def waited(condition, seconds=20):
    """Wait until something holds; say whether it did."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def is_alive(pid):
    """Say whether there is such a process."""
    return Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]


def pid_of(session):
    """Return the process id of a session's worker."""
    return session._session.connection.pid


class TestTaken:
    def test_is_taken(self, executor):
        """A session gets a worker that was there already, and another one takes its place."""
        spares = workers(executor)
        with open_session(executor=executor) as session:
            assert session.run("20 + 2")["value"] == 22
            assert pid_of(session) in spares
            assert waited(lambda: len(workers(executor)) == 3)

    def test_none(self):
        """`spares=0` keeps none."""
        own = SandboxExecutor(spares=0)
        with open_session(executor=own) as session:
            session.run("1")
            time.sleep(0.3)
            assert workers(own) == [pid_of(session)]
        own.close()

    @pytest.mark.parametrize("count", [-1, 1.5, True])
    def test_wrong_number(self, count):
        """A number of spares that is none is named."""
        with pytest.raises(ConfigurationError, match="spares="):
            SandboxExecutor(spares=count)

    def test_files(self, executor, tmp_path):
        """A session with files gets a new worker: the jail of a spare has closed."""
        spares = workers(executor)
        (tmp_path / "data.txt").write_text("here")
        with open_session(executor=executor, files=[tmp_path / "data.txt"]) as session:
            assert session.run("open('data.txt').read()")["value"] == "here"
            assert pid_of(session) not in spares

    def test_dead_ones(self, executor):
        """A spare that was killed is passed over."""
        for pid in workers(executor):
            os.kill(pid, signal.SIGKILL)  # they may be about to end while one is taken
        with open_session(executor=executor) as session:
            assert session.run("1")["value"] == 1

    async def test_async(self, executor):
        """An event loop takes them, too."""
        spares = workers(executor)
        async with open_session(executor=executor) as session:
            await session.arun("1")
            assert pid_of(session) in spares

    def test_threads(self, executor):
        """Many threads at once take what is there and have the rest forked; nothing is left but new spares."""

        def one(number):
            with open_session(executor=executor) as session:
                return session.run(f"{number} * 2")["value"], pid_of(session)

        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(one, range(24)))
        assert [value for value, _ in found] == [number * 2 for number in range(24)]
        assert len({pid for _, pid in found}) == 24
        assert waited(lambda: len(workers(executor)) == 2)


class TestLimits:
    def test_other_limits(self, executor):
        """A session of other limits gets a worker that has them."""
        spares = workers(executor)
        with open_session(executor=executor, limits=Limits(memory_bytes=256 << 20)) as session:
            assert session.run("b'a' * (1 << 30)")["fault"]["type"] == "MemoryError"
            assert pid_of(session) not in spares
        assert workers(executor) == spares

    def test_changed_limits(self, executor):
        """Other limits twice in a row become those of the spares."""
        few = Limits(memory_bytes=256 << 20)
        spares = workers(executor)
        for _ in range(2):
            with open_session(executor=executor, limits=few) as session:
                session.run("1")
        assert waited(lambda: len(workers(executor)) == 4)
        ready = workers(executor)
        with open_session(executor=executor, limits=few) as session:
            assert session.run("b'a' * (1 << 30)")["fault"]["type"] == "MemoryError"
            assert pid_of(session) in set(ready) - set(spares)
        assert waited(lambda: not set(spares) & set(workers(executor)))


class TestJail:
    def test_layers(self, executor):
        """A spare is confined as any worker is."""
        spares = workers(executor)
        with open_session(executor=executor) as session:
            session.run("1")
            assert pid_of(session) in spares
            assert set(executor.examined()[0]) == set(session._session._conversation.layers)

    def test_own_user(self, executor):
        """Each spare has a user of its own."""
        if os.geteuid():
            pytest.skip("only root")
        users = {Path(f"/proc/{pid}").stat().st_uid for pid in workers(executor)}
        users |= {Path(f"/proc/{pid}/status").read_text().split("Uid:")[1].split()[0] for pid in workers(executor)}
        assert len({str(user) for user in users} - {"0"}) == 2

    def test_descriptors(self):
        """A spare has its own socket alone, not those of the spares that are ordered after it."""
        own = filled(RawExecutor())
        spares = workers(own)
        with open_session(executor=own) as one, open_session(executor=own) as two:
            assert [session.run(DESCRIPTORS)["output"] for session in (one, two)] == ["4\n", "4\n"]
            assert {pid_of(one), pid_of(two)} == set(spares)
        own.close()

    def test_clock(self):
        """The clock of a spare is its session's."""
        own = filled(SandboxExecutor(), Limits(seconds=0.5))
        with open_session(executor=own, limits=Limits(seconds=0.5)) as session:
            session.run("x = 1")
            assert session.run("while True: pass")["status"] == "timeout"
            assert session.run("x")["value"] == 1
        own.close()

    def test_no_trace(self, executor):
        """A session cannot tell a spare from a new worker."""
        fresh = SandboxExecutor(spares=0)
        seen = []
        for each in (executor, fresh):
            with open_session(executor=each, seed=7) as session:
                seen.append(session.run(DRAWN))
        fresh.close()
        assert seen[0] == seen[1]


class TestEnds:
    def test_close(self, executor):
        """Closing the executor ends them."""
        spares = workers(executor)
        executor.close()
        assert waited(lambda: not any(map(is_alive, spares)))

    def test_killed_server(self, executor):
        """They go with their server, and a new server has its own."""
        spares = workers(executor)
        os.kill(executor.zygote(()).pid, signal.SIGKILL)
        assert waited(lambda: not any(map(is_alive, spares)))
        filled(executor)

    def test_killed_host(self):
        """They go with their host."""
        context = multiprocessing.get_context("spawn")
        answer = context.SimpleQueue()
        host = context.Process(target=_hosting, args=(answer,))
        host.start()
        spares = answer.get()
        os.kill(host.pid, signal.SIGKILL)
        host.join()
        assert len(spares) == 2
        assert waited(lambda: not any(map(is_alive, spares)))

    @pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
    def test_forked_host(self, executor):
        """A fork of the host takes none of its parent's, and ends none."""
        spares = workers(executor)
        context = multiprocessing.get_context("fork")
        answer = context.SimpleQueue()
        child = context.Process(target=_in_child, args=(executor, answer))
        child.start()
        assert answer.get() not in spares
        child.join()
        with open_session(executor=executor) as session:
            session.run("1")
            assert pid_of(session) in spares

    def test_nothing_piles_up(self, executor):
        """Sessions that come and go leave no descriptors and no processes."""

        def turn():
            with open_session(executor=executor) as session:
                session.run("1")

        for _ in range(5):
            turn()
        assert waited(lambda: len(workers(executor)) == 2)
        turn()
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(20):
            turn()
        assert waited(lambda: len(workers(executor)) == 2)
        turn()
        assert abs(len(list(Path("/proc/self/fd").iterdir())) - before) <= 4


def _hosting(answer):
    executor = filled(SandboxExecutor())
    answer.put(workers(executor))
    time.sleep(60)


def _in_child(executor, answer):
    with open_session(executor=executor) as session:
        session.run("1")
        answer.put(pid_of(session))
    executor.close()
