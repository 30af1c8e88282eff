"""Whatever a worker is sent, it answers or ends; it never hangs."""

import contextlib
import sys
import tempfile
import time

import pytest
from fuzz.amount import chance, rounds
from fuzz.frames import Frames
from fuzz.mutations import Mutator

from codenode import Limits, open_session
from codenode.executors.base import Opening
from codenode.executors.choose import choose
from codenode.executors.wire import Lost, Receive, Silence
from codenode.worker.frames import FrameReader, pack

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers need a Unix socketpair")

LIMITS = Limits(seconds=0.5, grace=5, frame_bytes=1 << 16, memory_bytes=512 << 20)
PATIENCE = 60.0
ANSWERS = {"confined", "ready", "output", "display", "calls", "done", "failed"}


def heard(connection, data, *, whole):
    """Send bytes to a worker; return the kinds of frames that come until it ends, or answers a last action."""
    reader, kinds = FrameReader(), []
    end = time.monotonic() + PATIENCE
    connection.socket.setblocking(True)
    with contextlib.suppress(OSError):
        connection.socket.sendall(data)
        if not whole:
            connection.socket.shutdown(1)
    connection.socket.setblocking(False)
    with contextlib.suppress(Lost):
        while True:
            while (frame := reader.next()) is not None:
                kinds.append(frame["type"])
            if whole and kinds.count("done") == whole:
                break
            reader.feed(Receive(connection.socket, end).run())
    return kinds


@pytest.fixture(scope="module")
def folder():
    """Return a scratch folder."""
    with tempfile.TemporaryDirectory() as made:
        yield made


class TestKernel:
    def test_any_frames(self, folder):
        """Frames of any kind, after an opening or without one: the worker's own frames come, and then its end."""
        frames, executor = Frames(chance(3)), choose("auto")
        for _ in range(rounds(60, of_many=0.02)):
            opening = Opening(folder=folder, tools=[("double", "")], limits=LIMITS)
            begun = pack(opening.frame()) if frames.chance.random() < 0.8 else b""
            connection = executor.start(opening)
            try:
                assert set(heard(connection, begun + frames.stream(12), whole=0)) <= ANSWERS
            except Silence:
                pytest.fail("the worker neither answers nor ends")
            finally:
                connection.kill()

    def test_any_actions(self, folder):
        """Mutants of escapes, one after the other in one worker: each is answered, or the worker ends."""
        mutator = Mutator(chance(4))
        executor = choose("auto")
        for _ in range(rounds(3, of_many=0.001)):
            opening = Opening(folder=folder, limits=LIMITS)
            connection = executor.start(opening)
            codes = [mutator.program() for _ in range(40)]
            data = pack(opening.frame()) + b"".join(pack({"type": "run", "code": code}) for code in codes)
            try:
                kinds = heard(connection, data, whole=len(codes))
            finally:
                connection.kill()
            assert set(kinds) <= ANSWERS

    def test_observations(self):
        """Through the public door every mutant is an observation, and the session goes on."""
        mutator = Mutator(chance(5))
        with open_session(limits=LIMITS) as session:
            for _ in range(rounds(150, of_many=0.05)):
                code = mutator.program()
                seen = session.run(code)
                assert seen["status"] in {"ok", "final", "error", "rejected", "timeout", "limit", "lost"}, code
            assert session.run("1 + 1")["value"] == 2
