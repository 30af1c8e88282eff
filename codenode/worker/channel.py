"""Send and receive frames on the worker's end of the socket."""

import socket

from codenode.worker.frames import DEFAULT_LIMIT, HEADER, Frame, FrameError, pack, unpack


class Hangup(BaseException):
    """The host is gone; nothing is left to do."""


class Channel:
    """Blocking frames over one socket."""

    def __init__(self, end: socket.socket, limit: int = DEFAULT_LIMIT) -> None:
        self._end = end
        self.limit = limit

    def write(self, frame: Frame) -> None:
        """Send one frame; `FrameTooLarge` leaves the stream as it was."""
        data = pack(frame, self.limit)
        try:
            self._end.sendall(data)
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
        data = b""
        while len(data) < size:
            try:
                piece = self._end.recv(size - len(data), socket.MSG_WAITALL)
            except OSError:
                raise Hangup from None
            if not piece:
                raise Hangup
            data += piece
        return data
