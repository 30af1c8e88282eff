"""Send and receive frames on the worker's end of the socket."""

import os
from contextlib import suppress

from codenode.worker.ending import Ending
from codenode.worker.frames import DEFAULT_LIMIT, Frame, FrameError, FrameReader, pack

PIECE = 1 << 16


class Hangup(Ending):
    """The host is gone; nothing is left to do."""


class Channel:
    """Blocking frames over one descriptor; the `socket` module would cost a start milliseconds."""

    def __init__(self, descriptor: int, limit: int = DEFAULT_LIMIT) -> None:
        self._descriptor = descriptor
        self.limit = limit
        self._reader = FrameReader(limit)

    def write(self, frame: Frame) -> None:
        """Send one frame; `FrameTooLarge` leaves the stream as it was."""
        self.send(self.packed(frame))

    def packed(self, frame: Frame) -> bytes:
        """Return the bytes of a frame."""
        return pack(frame, self.limit)

    def send(self, data: bytes) -> None:
        """Send the bytes of a frame."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            raise Hangup from None

    def close(self) -> None:
        """Hang up, once: the number may be somebody else's by now, in a process of many threads."""
        descriptor, self._descriptor = self._descriptor, -1
        with suppress(OSError):
            os.close(descriptor)

    def read(self) -> Frame:
        """Wait for one frame."""
        try:
            while (frame := self._reader.next()) is None:
                self._reader.feed(self._some())
        except (FrameError, OSError):
            raise Hangup from None
        return frame

    def take(self, size: int) -> bytearray:
        """Wait for so many raw bytes behind a frame that announced them."""
        taken = bytearray(size)
        view = memoryview(taken)
        start = self._reader.take(size)
        view[: len(start)] = start
        rest = view[len(start) :]
        try:
            while rest:
                count = os.readv(self._descriptor, [rest])
                if not count:
                    raise Hangup
                rest = rest[count:]
        except OSError:
            raise Hangup from None
        return taken

    def _some(self) -> bytes:
        data = os.read(self._descriptor, PIECE)
        if not data:
            raise Hangup
        return data
