"""Whatever bytes come, they are frames or an error of ours, in bounded memory."""

import json
import socket
from contextlib import suppress
from typing import get_args

import pytest
from fuzz.amount import MORE, chance, rounds
from fuzz.frames import Frames
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample import double

from codenode import ExecutorError, Limits, open_session
from codenode.types import Status
from codenode.worker.codec import CodecError, decode, encode, plain
from codenode.worker.frames import FrameError, FrameReader, pack, unpack, unpack_strictly

LIMIT = 10_000
LIMITS = Limits(seconds=0.2, grace=0.1, start_seconds=2, frame_bytes=1 << 16, output_bytes=1_000)
SPOKEN = ("output", "output", "calls", "calls", "display", "done", "done", "done")
READY = pack({"type": "ready", "warnings": []})
FEW = settings(
    max_examples=rounds(60), derandomize=not MORE, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
TEXT = st.text(st.characters(exclude_categories=[]), max_size=20)


def unfolded(time):
    """Return the first of two times that a clock shows twice: the second has no text of its own."""
    return time.replace(fold=0)


DATA = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | TEXT
    | st.binary(max_size=20)
    | st.complex_numbers()
    | st.dates()
    | st.datetimes().map(unfolded)
    | st.times().map(unfolded)
    | st.timedeltas()
    | st.decimals(allow_nan=False)
    | st.fractions()
    | st.uuids(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXT | st.integers(), inner, max_size=4) | st.tuples(inner, inner)
    ),
    max_leaves=12,
)


def frames_of(data, size):
    """Return the frames that a reader finds, fed piece by piece, and how much it held at most."""
    reader, found, held = FrameReader(LIMIT, read=unpack_strictly), [], 0
    for at in range(0, len(data), size):
        reader.feed(data[at : at + size])
        held = max(held, len(reader._bytes))
        while (frame := reader.next()) is not None:
            found.append(frame)
    return found, held


class TestFrames:
    @given(data=st.binary(max_size=300), size=st.integers(1, 64))
    @FEW
    def test_any_bytes(self, data, size):
        """Bytes give frames or a `FrameError`, and the reader holds no more than a frame and a piece."""
        try:
            found, held = frames_of(data, size)
        except FrameError:
            return
        assert all(type(frame) is dict and type(frame["type"]) is str for frame in found)
        assert held <= LIMIT + 4 + size

    def test_nearly_frames(self):
        """So do bytes that are nearly frames."""
        frames = Frames(chance())
        for _ in range(rounds(1_000)):
            data = frames.stream()
            try:
                found, held = frames_of(data, frames.chance.choice((1, 7, 65536)))
            except FrameError:
                continue
            assert held <= len(data)
            for frame in found:
                with suppress(ValueError):  # 1e999 is read as a number that no frame may hold
                    assert unpack(pack(frame)[4:]) == frame

    @given(data=st.dictionaries(TEXT, DATA.map(encode), max_size=4), limit=st.integers(10, 400))
    @FEW
    def test_ceiling(self, data, limit):
        """What is packed is within the ceiling, and comes out as it went in."""
        frame = {**data, "type": "x"}
        try:
            packed = pack(frame, limit)
        except FrameError:
            return
        assert len(packed) <= limit + 4
        assert unpack_strictly(packed[4:]) == frame


class TestCodec:
    @given(value=DATA)
    @FEW
    def test_round_trip(self, value):
        """Data comes back as it was, its types too."""
        back = decode(json.loads(json.dumps(encode(value))))
        assert repr(back) == repr(value)

    def test_any_json(self):
        """Any JSON is data or a `CodecError`; what it gives can be sent back."""
        frames = Frames(chance())
        for _ in range(rounds(2_000)):
            data = frames.value(5)
            try:
                value = decode(data)
            except CodecError:
                continue
            sent = json.dumps(encode(value), allow_nan=False)
            assert repr(decode(json.loads(sent))) == repr(value)
            try:
                json.dumps(plain(value), allow_nan=False)
            except CodecError:
                continue


class Said:
    """A connection to nobody: all has been said already."""

    level = "process"

    def __init__(self, data):
        self.socket, self._theirs = socket.socketpair()
        self._theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        self._theirs.sendall(data)
        self._theirs.shutdown(socket.SHUT_WR)
        self.socket.setblocking(False)

    def kill(self):
        """Hang up."""
        self.socket.close()
        self._theirs.close()


class Speaker:
    """Starts such connections, each of which says something else."""

    name = "speaker"
    level = "process"

    def __init__(self, frames, before):
        self._frames = frames
        self._before = before

    def start(self, opening):
        """Say it."""
        return Said(self._before + self._frames.stream())


class TestConversation:
    @pytest.mark.parametrize("wrong", [0.02, 0.15])
    @pytest.mark.parametrize("before", [READY, b""], ids=["opened", "not opened"])
    def test_any_frames(self, before, wrong):
        """A worker that says anything is an observation that can be stored, or one that did not get ready."""
        statuses = dict.fromkeys((*get_args(Status), "not ready"), 0)
        speaker = Speaker(Frames(chance(2), SPOKEN, wrong), before)
        with open_session(executor=speaker, tools=[double], limits=LIMITS, tool_calls=10**9) as session:
            for _ in range(rounds(500)):
                try:
                    seen = session.run("1")
                except ExecutorError:
                    statuses["not ready"] += 1
                    continue
                statuses[seen["status"]] += 1
                assert len(json.dumps(seen, allow_nan=False)) < 10 * LIMITS.frame_bytes
        print(statuses)  # noqa: T201 - for who asked for many
