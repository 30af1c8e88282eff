"""Send and receive frames on the worker's end of the socket."""

import os

from codenode.worker.frames import DEFAULT_LIMIT, HEADER, Frame, FrameError, pack, unpack


class Hangup(BaseException):
    """The host is gone; nothing is left to do."""


class Channel:
    """Blocking frames over one descriptor; the `socket` module would cost a start milliseconds."""

    def __init__(self, descriptor: int, limit: int = DEFAULT_LIMIT) -> None:
        self._descriptor = descriptor
        self.limit = limit

    def write(self, frame: Frame) -> None:
        """Send one frame; `FrameTooLarge` leaves the stream as it was."""
        rest = memoryview(pack(frame, self.limit))
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            raise Hangup from None

    def read(self) -> Frame:
        """Wait for one frame."""
        (size,) = HEADER.unpack(self._exactly(HEADER.size))
        try:
            return unpack(self._exactly(size))
        except FrameError:
            raise Hangup from None

    def _exactly(self, size: int) -> bytes:
        data = self._some(size)
        while len(data) < size:
            data += self._some(size - len(data))
        return data

    def _some(self, size: int) -> bytes:
        try:
            data = os.read(self._descriptor, size)
        except OSError:
            raise Hangup from None
        if not data and size:
            raise Hangup
        return data
