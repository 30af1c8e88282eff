"""What every journal does, whatever it keeps its records in."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from kits import SCOPE, Items, Memory, Rows, chain
from langgraph.store.sqlite.aio import AsyncSqliteStore

from codenode import ActionBusy, ConfigurationError, JournalError, MemoryJournal, MissingExtra, SqliteJournal
from codenode.journal.choose import chosen_journal
from codenode.journal.entries import Scope, verified
from codenode.journal.store import StoreJournal
from codenode.testing.crashpoints.server import available, postgres

HERE = Path(__file__).parent
RECORDS = chain(
    {"kind": "action", "call": 0, "agent": "a", "action": "a1", "step": 1, "code": "pay(5)"},
    {"kind": "started", "call": 1, "tool": "pay", "digest": "d", "arguments": '{"amount":5}', "attempt": 1},
    {"kind": "done", "call": 1, "outcome": "done", "value": [1, 2.5, None, "ä\ud800", 10**30], "seconds": 0.1},
)
LARGE = chain({"kind": "done", "call": 1, "outcome": "done", "value": "x" * 200_000})


@pytest.fixture(scope="session")
def server():
    """A Postgres server."""
    if not available():
        pytest.skip("no Postgres here: install the group `crash`")
    with postgres() as place:
        yield place


def built(backend, request, tmp_path):
    """Return a journal with its storage, empty."""
    if backend == "postgres":
        kit = Rows("postgres", request.getfixturevalue("server"))
        for thread in kit.journal.threads():
            kit.journal.delete(thread)
        request.addfinalizer(kit.close)
        return kit
    if backend == "sqlite":
        kit = Rows("sqlite", str(tmp_path / "journal.sqlite"))
        request.addfinalizer(kit.close)
        return kit
    return {"memory": Memory, "store": Items, "sqlite store": lambda: Items(str(tmp_path / "store.sqlite"))}[backend]()


@pytest.fixture(params=["memory", "sqlite", "store", "sqlite store", "postgres"])
def kit(request, tmp_path):
    """Each journal."""
    return built(request.param, request, tmp_path)


@pytest.fixture(params=["sqlite", "sqlite store", "postgres"])
def shared(request, tmp_path):
    """Each journal that other processes can open."""
    return built(request.param, request, tmp_path)


@pytest.fixture(params=["sqlite", "postgres"])
def exclusive(request, tmp_path):
    """Each journal that keeps two processes apart."""
    return built(request.param, request, tmp_path)


def filled(kit, records=RECORDS):
    """Write records and give the lease back."""
    token, _ = kit.journal.open(SCOPE)
    kit.journal.write(SCOPE, token, records)
    kit.journal.release(SCOPE, token)
    return kit


class TestRecords:
    def test_in_order(self, kit):
        """What was written is there again, in order, whole, in another journal on the same storage."""
        token, known = kit.journal.open(SCOPE)
        kit.journal.write(SCOPE, token, RECORDS[:1])
        kit.journal.write(SCOPE, token, RECORDS[1:])
        kit.journal.release(SCOPE, token)
        assert known == []
        assert verified(kit.another().open(SCOPE)[1]) == RECORDS

    def test_large(self, kit):
        """A large value comes back."""
        assert verified(filled(kit, LARGE).another().open(SCOPE)[1]) == LARGE

    def test_many(self, kit):
        """A thousand records come back in order."""
        many = chain(*({"kind": "started", "call": n} for n in range(1000)))
        assert verified(filled(kit, many).another().open(SCOPE)[1]) == many

    def test_threads(self, kit):
        """A thread's actions are read in the order in which they began, and no other thread's."""
        for number, (thread, task) in enumerate((("t.1", "z"), ("t.1", "b"), ("t", "c"), ("t%2E1", "d"))):
            scope = Scope(thread=thread, task=task)
            token, _ = kit.journal.open(scope)
            kit.journal.write(scope, token, chain({"kind": "action", "call": 0, "at": float(number)}))
        assert list(kit.journal.read("t.1")) == ["z", "b"]
        assert kit.journal.threads() == ["t", "t%2E1", "t.1"]

    def test_delete(self, kit):
        """A deleted thread is forgotten, the others are not."""
        other = Scope(thread="other", task=SCOPE.task)
        token, _ = kit.journal.open(other)
        kit.journal.write(other, token, RECORDS)
        filled(kit, LARGE).journal.delete(SCOPE.thread)
        assert (kit.journal.read(SCOPE.thread), list(kit.journal.read("other"))) == ({}, [SCOPE.task])
        assert kit.journal.open(SCOPE)[1] == []

    async def test_awaited(self, kit):
        """The same on an event loop."""
        token, _ = await kit.journal.aopen(SCOPE)
        await kit.journal.awrite(SCOPE, token, RECORDS)
        await kit.journal.arelease(SCOPE, token)
        token, known = await kit.another().aopen(SCOPE)
        assert verified(known) == RECORDS


class TestLease:
    def test_busy(self, kit):
        """One opener at a time; when it has given the lease back the next one gets it."""
        token, _ = kit.journal.open(SCOPE)
        for journal in (kit.journal, kit.another()):
            with pytest.raises(ActionBusy, match=r"t\.1"):
                journal.open(SCOPE)
        kit.journal.release(SCOPE, token)
        kit.journal.release(SCOPE, token)
        assert kit.another().open(SCOPE)[0] > token

    def test_others_are_free(self, kit):
        """A lease is on one action."""
        kit.journal.open(SCOPE)
        assert kit.journal.open(Scope(thread=SCOPE.thread, task="other"))[1] == []

    def test_fenced(self, kit):
        """A token that was given back, or never given, cannot write."""
        first, _ = kit.journal.open(SCOPE)
        kit.journal.release(SCOPE, first)
        second, _ = kit.journal.open(SCOPE)
        for token in (first, second + 1):
            with pytest.raises(ActionBusy):
                kit.journal.write(SCOPE, token, RECORDS)
        kit.journal.write(SCOPE, second, RECORDS)
        assert len(kit.journal.read(SCOPE.thread)[SCOPE.task]) == 3

    @pytest.mark.parametrize("backend", ["sqlite", "store", "sqlite store"])
    def test_fenced_after_deletion(self, request, tmp_path, backend):
        """A holder whose thread was deleted cannot write into the one that came after it."""
        kit = built(backend, request, tmp_path)
        token, _ = kit.journal.open(SCOPE)
        kit.journal.delete(SCOPE.thread)
        assert kit.another().open(SCOPE) == (token, [])
        with pytest.raises(ActionBusy):
            kit.journal.write(SCOPE, token, RECORDS)


class TestDamage:
    def damaged(self, kit):
        """Return what opening says."""
        with pytest.raises(JournalError) as caught:
            verified(kit.another().open(SCOPE)[1])
        return str(caught.value)

    def test_changed(self, kit):
        """A record that was changed is named."""
        changed = json.dumps({**json.loads(filled(kit).body(1)), "tool": "refund"})
        kit.change(1, changed)
        assert self.damaged(kit).startswith("record 1 ")

    def test_missing(self, kit):
        """A record that is missing is named."""
        filled(kit).remove(1)
        assert self.damaged(kit).startswith("record 1 ")

    def test_reordered(self, kit):
        """Records that changed places are named."""
        first, second = filled(kit).body(1), kit.body(2)
        kit.change(1, second)
        kit.change(2, first)
        assert self.damaged(kit).startswith("record 1 ")

    def test_newer(self, kit):
        """A record of a newer version is refused."""
        filled(kit, chain({"kind": "action", "call": 0, "v": 2}))
        assert "version 2" in self.damaged(kit)

    def test_value_gone(self, exclusive):
        """A large value that is gone is told."""
        filled(exclusive, LARGE).sql("DELETE FROM codenode_values")
        assert "a value" in self.damaged(exclusive)

    def test_newer_file(self, tmp_path):
        """A file of a newer format is refused."""
        kit = filled(Rows("sqlite", str(tmp_path / "journal.sqlite")))
        kit.sql("PRAGMA user_version=99")
        with pytest.raises(JournalError, match="format 99"):
            kit.another().read("t")

    def test_newer_tables(self, server):
        """Tables of a newer format are refused."""
        kit = Rows("postgres", server)
        kit.journal.threads()
        kit.sql("UPDATE codenode_format SET version=99")
        try:
            with pytest.raises(JournalError, match="format 99"):
                kit.another().read("t")
        finally:
            kit.sql("UPDATE codenode_format SET version=1")
            kit.close()

    def test_old_file(self, tmp_path):
        """A file that version 0.1 wrote is read."""
        place = shutil.copy(HERE / "written_by_0.1.sqlite", tmp_path)
        (entries,) = SqliteJournal(place).read("thread-1").values()
        assert [entry["kind"] for entry in verified(entries)] == ["action", "started", "done", "started", "done"]


class Other:
    """Another process, with its own journal on the same storage."""

    def __init__(self, kit):
        backend = getattr(kit, "backend", "store")
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "holder.py"), backend, str(kit.place)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        assert self.heard() == "ready"

    def tell(self, verb, scope=SCOPE, entries=()):
        """Have it do something."""
        self.process.stdin.write(json.dumps([verb, scope.thread, scope.task, list(entries)]) + "\n")
        self.process.stdin.flush()

    def heard(self):
        """Return what it says."""
        return self.process.stdout.readline().strip()

    def do(self, *order):
        """Have it do something, and return how that went."""
        self.tell(*order)
        return self.heard()

    def end(self):
        """Kill it."""
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


@pytest.fixture
def other(shared):
    """Another process."""
    process = Other(shared)
    yield process
    process.end()


class TestProcesses:
    def test_taken_over(self, shared, other):
        """While a holder lives the action is busy; when it is killed the next one goes on at once."""
        assert other.do("open") == "got 0"
        assert other.do("write", SCOPE, RECORDS) == "written"
        with pytest.raises(ActionBusy):
            shared.journal.open(SCOPE)
        other.end()
        token, known = shared.journal.open(SCOPE)
        assert (token, known) == (2, RECORDS)

    def test_told_from_there(self, shared, other):
        """The other process sees that this one holds the lease, and gets it when it is given back."""
        token, _ = shared.journal.open(SCOPE)
        assert other.do("open") == "ActionBusy"
        shared.journal.release(SCOPE, token)
        assert other.do("open") == "got 0"

    def test_one_wins(self, exclusive):
        """Of two processes that open an action at the same time exactly one gets it, each time."""
        both = [Other(exclusive), Other(exclusive)]
        try:
            for number in range(50):
                scope = Scope(thread="race", task=str(number))
                for process in both:
                    process.tell("open", scope)
                assert sorted(process.heard() for process in both) == ["ActionBusy", "got 0"]
        finally:
            for process in both:
                process.end()

    def test_fork(self, exclusive):
        """A fork of the host neither has its leases nor takes them along when it ends."""
        token, _ = exclusive.journal.open(SCOPE)
        script = (
            "import os, sys; sys.path[:0] = sys.argv[3:]\n"
            "from kits import *; from codenode import ActionBusy\n"
            "journal = another(*sys.argv[1:3]); scope = Scope(thread='fork', task='a')\n"
            "token, _ = journal.open(scope); child = os.fork()\n"
            "try: journal.open(scope); said = 1\n"
            "except ActionBusy: said = 0\n"
            "if not child: os._exit(said)\n"
            "said += os.waitpid(child, 0)[1]; journal.write(scope, token, chain({'kind': 'done'}))\n"
            "sys.exit(said)"
        )
        place = [exclusive.backend, exclusive.place, str(HERE), *filter(None, sys.path)]
        assert subprocess.run([sys.executable, "-c", script, *place]).returncode == 0
        exclusive.journal.write(SCOPE, token, RECORDS)


class TestSqlite:
    def test_made_at_once(self, tmp_path):
        """Several that make the file at the same time wait for each other."""
        for number in range(20):
            journals = [SqliteJournal(tmp_path / f"{number}.sqlite") for _ in range(6)]
            with ThreadPoolExecutor(6) as threads:
                assert list(threads.map(lambda journal: journal.read("t"), journals)) == [{}] * 6
            for journal in journals:
                journal.close()


class TestPostgres:
    @pytest.fixture
    def kit(self, request, tmp_path):
        """A journal in Postgres."""
        return built("postgres", request, tmp_path)

    def test_lost_connection(self, kit):
        """A holder whose connection was cut writes no more, also where nobody took over."""
        token, _ = kit.journal.open(SCOPE)
        kit.sql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype='advisory' AND objsubid=1")
        for _ in range(2):
            with pytest.raises(JournalError, match=r"cannot be used|was lost"):
                kit.journal.write(SCOPE, token, RECORDS)
        assert kit.another().open(SCOPE) == (token + 1, [])

    def test_goes_on(self, kit):
        """After a lost connection the journal can be opened again."""
        token, _ = kit.journal.open(SCOPE)
        kit.sql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype='advisory' AND objsubid=1")
        with pytest.raises(JournalError):
            kit.journal.read("t")
        assert kit.journal.open(SCOPE)[0] == token + 1

    def test_no_server(self):
        """A server that is not there is an error of the journal."""
        pytest.importorskip("psycopg")
        from codenode.journal.postgres import PostgresJournal

        with pytest.raises(JournalError, match="cannot be used"):
            PostgresJournal("postgresql://nobody@127.0.0.1:1/none").read("t")

    def test_extra(self, monkeypatch):
        """Without the driver the error is the line that installs it."""
        from codenode.journal.postgres import PostgresJournal

        monkeypatch.setitem(sys.modules, "psycopg", None)
        with pytest.raises(MissingExtra, match=r"pip install 'langgraph-codenode\[postgres\]'"):
            PostgresJournal("")


class TestStore:
    async def test_asynchronous_store(self, tmp_path):
        """A store that can only be awaited on its loop works there, also where nobody can wait for the release."""
        async with AsyncSqliteStore.from_conn_string(str(tmp_path / "store.sqlite")) as store:
            await store.setup()
            journal = StoreJournal(store)
            token, _ = await journal.aopen(SCOPE)
            await journal.awrite(SCOPE, token, RECORDS)
            journal.release(SCOPE, token)
            assert (await StoreJournal(store).aopen(SCOPE))[1] == RECORDS


class TestChosen:
    def test_forms(self, tmp_path):
        """A path, a store, a journal, nothing."""
        journal = MemoryJournal()
        given = (None, tmp_path / "j.sqlite", Items().store, journal)
        assert [chosen_journal(one).name for one in given] == ["memory", "sqlite", "store", "memory"]
        assert chosen_journal(journal) is journal

    def test_wrong(self):
        """Anything else is refused."""
        with pytest.raises(ConfigurationError, match="give a Journal, a store"):
            chosen_journal(5)
