"""Frames: what is cut, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codenode.worker.frames import HEADER, FrameError, FrameReader, FrameTooLarge, pack, unpack

TEXT = st.text(st.characters(exclude_categories=[]))


class TestFrames:
    @given(st.dictionaries(TEXT, TEXT | st.integers() | st.none()), st.integers(1, 7))
    def test_any_cut(self, data, size):
        """However the bytes arrive, the frames come out whole."""
        frame = {**data, "type": "x"}
        stream, reader, found = pack(frame) * 2, FrameReader(), []
        for at in range(0, len(stream), size):
            reader.feed(stream[at : at + size])
            while (next_one := reader.next()) is not None:
                found.append(next_one)
        assert found == [frame, frame]

    def test_size_is_checked_first(self):
        """An announced size over the ceiling is refused before the body came."""
        reader = FrameReader(100)
        reader.feed(HEADER.pack(101))
        with pytest.raises(FrameTooLarge):
            reader.next()

    def test_too_large_to_send(self):
        """A frame over the ceiling is not sent."""
        with pytest.raises(FrameTooLarge, match="ceiling of 10"):
            pack({"type": "a" * 100}, 10)

    @pytest.mark.parametrize(
        "body", [b"", b"nope", b"[]", b"{}", b'{"type":1}', b'{"type":"a","v":Infinity}', b"[" * 99_999]
    )
    def test_refused(self, body):
        """What is no object with a type is refused."""
        with pytest.raises(FrameError):
            unpack(body)
