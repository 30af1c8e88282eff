"""Every store keeps the same promises."""

import os
import subprocess
import sys

import pytest
from langgraph.store.memory import InMemoryStore
from langgraph.store.sqlite import SqliteStore as GraphSqliteStore
from langgraph.store.sqlite.aio import AsyncSqliteStore

from codenode import ConfigurationError, MissingExtra, open_session
from codenode.effects import adrive, drive
from codenode.errors import SnapshotRefused
from codenode.snapshots.basestore import LangGraphStore
from codenode.snapshots.directory import DirectoryStore
from codenode.snapshots.filesystems import FsspecStore
from codenode.snapshots.snapshots import Snapshots
from codenode.snapshots.sqlite import SqliteStore

STORES = {
    "directory": lambda place: DirectoryStore(place / "d"),
    "sqlite": lambda place: SqliteStore(place / "s.db"),
    "store": lambda place: LangGraphStore(InMemoryStore()),
    "file url": lambda place: FsspecStore(f"file://{place}/f"),
    "memory url": lambda place: FsspecStore(f"memory://{place}"),
}


@pytest.fixture(params=STORES.values(), ids=STORES)
def store(request, tmp_path):
    """An empty store."""
    return request.param(tmp_path)


class TestStore:
    def test_keeps(self, store):
        """What was written is there, in its own thread only."""
        drive(store.write("t", {"ab": b"\x00one", "cd": b""}, "m1", b"manifest"))
        assert drive(store.manifest("t", "m1")) == b"manifest"
        assert drive(store.parts("t", ["ab", "cd", "ef"])) == {"ab": b"\x00one", "cd": b""}
        assert drive(store.manifest("u", "m1")) is None
        assert drive(store.parts("u", ["ab"])) == {}

    async def test_keeps_on_the_loop(self, store):
        """The same on an event loop."""
        await adrive(store.write("t", {"ab": b"one"}, "m1", b"manifest"))
        assert await adrive(store.manifest("t", "m1")) == b"manifest"
        assert await adrive(store.parts("t", ["ab"])) == {"ab": b"one"}
        await adrive(store.delete("t"))
        assert await adrive(store.manifest("t", "m1")) is None

    def test_delete_takes_one_thread(self, store):
        """Deleting a thread takes nothing of another, though they share parts; the second time is harmless."""
        for thread in ("t", "u/../t"):
            drive(store.write(thread, {"ab": b"one"}, "m1", b"manifest"))
        drive(store.delete("t"))
        drive(store.delete("t"))
        assert drive(store.parts("t", ["ab"])) == {}
        assert drive(store.parts("u/../t", ["ab"])) == {"ab": b"one"}

    def test_odd_threads(self, store):
        """Any text is the name of a thread."""
        for thread in ("", "../../x", "a\x00b", "\ud800", "ü" * 300):
            drive(store.write(thread, {"ab": thread.encode("utf-8", "replace")}, "m1", b"m"))
        assert drive(store.parts("../../x", ["ab"])) == {"ab": b"../../x"}

    def test_many_parts_are_deleted(self, store):
        """However many there are."""
        drive(store.write("t", {f"{n:04}": b"x" for n in range(250)}, "m1", b"m"))
        drive(store.delete("t"))
        assert drive(store.parts("t", ["0000", "0249"])) == {}

    def test_session(self, store):
        """A session saves into it and goes on from it."""
        with open_session(snapshots=store, thread="t") as session:
            session.run("x = [1]")
            kept = session.save()
        with open_session(snapshots=store, thread="t", snapshot=kept) as session:
            assert session.run("x")["value"] == [1]

    async def test_session_on_the_loop(self, store):
        """The same, asynchronously."""
        async with open_session(snapshots=store, thread="t") as session:
            await session.arun("x = [1]")
            kept = await session.asave()
            await session.arun("x.append(2)")
            await session.arestore(kept)
            assert (await session.arun("x"))["value"] == [1]


class TestPlaces:
    def test_by_name(self, tmp_path):
        """A path, a file and a URL say which store is meant."""
        found = [
            Snapshots.at(place).store for place in (tmp_path, str(tmp_path / "a.db"), "memory://x", InMemoryStore())
        ]
        assert [type(store) for store in found] == [DirectoryStore, SqliteStore, FsspecStore, LangGraphStore]

    def test_anything_else(self):
        """What is no place is told."""
        with pytest.raises(ConfigurationError, match="give a folder"):
            Snapshots.at(5)

    def test_ids_are_no_paths(self, tmp_path):
        """A reference from somewhere else names no file outside."""
        with pytest.raises(SnapshotRefused, match="no id"):
            drive(DirectoryStore(tmp_path).manifest("t", "../../etc/passwd"))

    def test_without_the_extra(self, monkeypatch):
        """Without fsspec the error says what to install."""
        monkeypatch.setitem(sys.modules, "fsspec.core", None)
        with pytest.raises(MissingExtra, match=r"pip install 'langgraph-codenode\[fsspec\]'"):
            FsspecStore("s3://bucket")

    def test_graph_store_in_sqlite(self, tmp_path):
        """A store of LangGraph in a file keeps bytes, too."""
        with GraphSqliteStore.from_conn_string(str(tmp_path / "g.db")) as graph:
            graph.setup()
            store = LangGraphStore(graph)
            drive(store.write("t", {"ab": bytes(range(256))}, "m", b"m"))
            assert drive(store.parts("t", ["ab"])) == {"ab": bytes(range(256))}

    async def test_async_graph_store(self, tmp_path):
        """One that has only asynchronous methods on the loop works there."""
        async with AsyncSqliteStore.from_conn_string(str(tmp_path / "g.db")) as graph:
            await graph.setup()
            store = LangGraphStore(graph)
            await adrive(store.write("t", {"ab": b"x"}, "m", b"m"))
            assert await adrive(store.parts("t", ["ab"])) == {"ab": b"x"}
            await adrive(store.delete("t"))
            assert await adrive(store.manifest("t", "m")) is None


PROGRAM = """
import sys
from codenode.effects import drive
from codenode.snapshots.directory import DirectoryStore
from codenode.snapshots.sqlite import SqliteStore
store = DirectoryStore(sys.argv[1]) if sys.argv[2] == "d" else SqliteStore(sys.argv[1] + "/s.db")
for n in range(40):
    drive(store.write("t", {f"{n % 7:04}": bytes([n % 7]) * 50_000}, f"m{n % 5}", b"m"))
"""


class TestProcesses:
    @pytest.mark.parametrize("kind", ["d", "s"])
    def test_side_by_side(self, tmp_path, kind):
        """Several processes write the same parts; each part is whole."""
        command = [sys.executable, "-c", PROGRAM, str(tmp_path), kind]
        running = [subprocess.Popen(command) for _ in range(3)]
        assert [process.wait() for process in running] == [0, 0, 0]
        store = DirectoryStore(tmp_path) if kind == "d" else SqliteStore(tmp_path / "s.db")
        found = drive(store.parts("t", [f"{n:04}" for n in range(7)]))
        assert found == {f"{n:04}": bytes([n]) * 50_000 for n in range(7)}
        assert not [name for _, _, names in os.walk(tmp_path) for name in names if name.startswith(".")]
