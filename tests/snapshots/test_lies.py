"""A worker that lies about its variables: an error, never a crash, a hang or a part we have not hashed."""

import hashlib
import time

import pytest

from codenode import Limits, open_session
from codenode.errors import SnapshotError
from codenode.snapshots.directory import DirectoryStore
from codenode.snapshots.keys import Keys
from codenode.snapshots.snapshots import Snapshots
from codenode.testing import FakeExecutor
from codenode.worker.frames import pack

LIMITS = Limits(seconds=0.3, grace=0.2, start_seconds=1, frame_bytes=200_000, snapshot_bytes=100_000)
DONE = {"type": "done", "status": "ok", "variables": []}
SAVED = {"type": "saved", "parts": [], "unkept": [], "gone": []}
ITEM = {"name": "x", "type": "int", "why": "no", "line": ""}


def part(size, role="group"):
    """Return a frame that announces raw bytes."""
    return pack({"type": "part", "role": role, "bytes": size})


def digest(data):
    """Return what a part is called."""
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def snapshots(tmp_path):
    """Snapshots in a folder."""
    return Snapshots(store=DirectoryStore(tmp_path), keys=Keys([b"k" * 32]))


@pytest.fixture
def session(snapshots):
    """Make a session whose worker answers an action properly, then a request to save with the given bytes."""

    def make(answer):
        def play(end):
            end.sendall(pack(DONE))
            end.recv(1 << 16)
            answer(end) if callable(answer) else end.sendall(answer)

        return open_session(executor=FakeExecutor(play), snapshots=snapshots, thread="t", limits=LIMITS)

    return make


LIES = {
    "garbage": b"\xff\xfe\xfd\xfc" * 10,
    "unknown frame": pack({"type": "hello"}),
    "a call": pack({"type": "call", "id": 1, "tool": "x", "args": [], "kwargs": {}}),
    "size below zero": part(-1),
    "size no number": part("10"),
    "size a truth": part(True),
    "size too large": part(1 << 40),
    "size over the ceiling": part(LIMITS.snapshot_bytes + (16 << 20) + 1),
    "unknown role": part(3, "../../x") + b"abc",
    "parts no list": pack({**SAVED, "parts": {}}),
    "part no digest": pack({**SAVED, "parts": ["../../../etc/passwd"]}),
    "part no text": pack({**SAVED, "parts": [5]}),
    "part neither sent nor known": pack({**SAVED, "parts": ["0" * 64]}),
    "part under another digest": part(3) + b"abc" + pack({**SAVED, "parts": [digest(b"abd")]}),
    "unkept no list": pack({**SAVED, "unkept": "x"}),
    "unkept no text": pack({**SAVED, "unkept": [{**ITEM, "why": 5}]}),
    "unkept too long": pack({**SAVED, "unkept": [{**ITEM, "why": "x" * 10_000}]}),
    "unkept too many": pack({**SAVED, "unkept": [ITEM] * 500}),
    "gone no list": pack({**SAVED, "gone": None}),
    "failed without a reason": pack({"type": "failed"}),
}


class TestLies:
    @pytest.mark.parametrize("answer", LIES.values(), ids=LIES)
    def test_is_an_error(self, session, answer, tmp_path):
        """A broken answer ends the worker; nothing of it is kept."""
        with session(answer) as opened:
            opened.run("1")
            with pytest.raises(SnapshotError, match="did not give its variables"):
                opened.save()
        assert not [path for path in tmp_path.rglob("*") if path.is_file()]

    @pytest.mark.parametrize(
        "answer", [b"", part(50) + b"abc", pack(SAVED)[:-2]], ids=["nothing", "half a part", "half a frame"]
    )
    def test_silence(self, session, answer):
        """A worker that stops in the middle is not waited for longer than agreed."""
        started = time.monotonic()
        with session(answer) as opened:
            opened.run("1")
            with pytest.raises(SnapshotError):
                opened.save()
        assert time.monotonic() - started < 10

    async def test_silence_on_the_loop(self, session):
        """The same on an event loop."""
        async with session(part(50)) as opened:
            await opened.arun("1")
            with pytest.raises(SnapshotError):
                await opened.asave()

    @pytest.mark.parametrize("piece", [part(0), part(1) + b"x"], ids=["empty", "small"])
    def test_endless_parts(self, session, piece):
        """Parts without end come to the ceiling of their number, of their bytes or of time."""

        def flood(end):
            while True:
                end.sendall(piece * 100)

        with session(flood) as opened:
            opened.run("1")
            with pytest.raises(SnapshotError):
                opened.save()

    def test_a_slow_drip(self, session):
        """Bytes one by one do not push the deadline on."""

        def drip(end):
            end.sendall(part(1_000))
            while True:
                end.sendall(b"x")
                time.sleep(0.05)

        with session(drip) as opened:
            opened.run("1")
            with pytest.raises(SnapshotError):
                opened.save()

    def test_what_is_sent_and_not_named(self, session, tmp_path):
        """A part that belongs to no snapshot is not stored."""
        with session(part(3) + b"abc" + pack(SAVED)) as opened:
            opened.run("1")
            assert opened.save()["size"] == 0
        assert not list(tmp_path.rglob("parts/*"))

    def test_said_that_it_failed(self, session):
        """A worker that could not save says why, and goes on."""
        with session(pack({"type": "failed", "why": "MemoryError"})) as opened:
            opened.run("1")
            with pytest.raises(SnapshotError, match="could not be saved: MemoryError"):
                opened.save()
            assert opened._session.connection is not None

    def test_frames_behind_raw_bytes(self, session):
        """What follows the bytes of a part is a frame again."""
        data = bytes(range(256)) * 8
        answer = part(len(data)) + data + part(2) + b"ab" + pack({**SAVED, "parts": [digest(data), digest(b"ab")]})
        with session(answer) as opened:
            opened.run("1")
            assert opened.save()["size"] == len(data) + 2


class TestRestore:
    @pytest.mark.parametrize(
        "answer", [b"garbage garbage", pack({"type": "restored"}), pack({"type": "failed", "why": "no"}), b""]
    )
    def test_is_an_error(self, snapshots, answer):
        """A worker that cannot read a snapshot, or lies about it, is ended."""
        with open_session(snapshots=snapshots, thread="t", executor="process") as real:
            real.run("x = 1")
            kept = real.save()

        class Mute(FakeExecutor):
            def _ready(self, end):
                end.recv(1 << 16)
                end.sendall(pack({"type": "ready", "warnings": []}))
                end.recv(1 << 16)
                end.sendall(answer)
                end.recv(1 << 16)

        executor = Mute(lambda end: None)
        with open_session(executor=executor, snapshots=snapshots, thread="t", snapshot=kept, limits=LIMITS) as session:
            with pytest.raises(SnapshotError, match="could not be restored"):
                session.run("1")
            assert executor.connections[0].killed

    def test_kill_while_saving(self, snapshots):
        """A worker that dies while it saves is an error; the next action has the last snapshot."""
        with open_session(snapshots=snapshots, thread="t") as session:
            session.run("x = 1")
            session.save()
            session.run("x = 2")
            session._session.connection.kill()
            with pytest.raises(SnapshotError):
                session.save()
            assert session.run("x")["value"] == 1
