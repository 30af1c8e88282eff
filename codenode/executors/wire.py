"""Move bytes between host and worker: two effects over a non-blocking socket."""

import asyncio
import select
import socket
import time
from dataclasses import dataclass

PIECE = 1 << 16


class Silence(Exception):  # noqa: N818 - not an error: the deadline passed
    """Nothing arrived, or nothing was taken, in time."""


class Lost(Exception):  # noqa: N818
    """The other side is gone."""


@dataclass(slots=True)
class Send:
    """Write all of `data` before the deadline (monotonic seconds)."""

    socket: socket.socket
    data: bytes
    deadline: float

    def run(self) -> None:
        """Write, waiting in `poll` while the worker does not read."""
        rest = memoryview(self.data)
        while rest:
            if time.monotonic() >= self.deadline:
                raise Silence  # a worker that drains slowly is late, too
            try:
                rest = rest[self.socket.send(rest) :]
            except BlockingIOError:
                _wait(self.socket, select.POLLOUT, self.deadline)
            except OSError as error:
                raise Lost(str(error)) from None

    async def arun(self) -> None:
        """Write on the event loop."""
        loop = asyncio.get_running_loop()
        try:
            # Not `wait_for`: on 3.11 it drops a cancellation that comes with the result.
            async with asyncio.timeout(_left(self.deadline)):
                await loop.sock_sendall(self.socket, self.data)
        except TimeoutError:
            raise Silence from None
        except OSError as error:
            raise Lost(str(error)) from None


@dataclass(slots=True)
class Receive:
    """Return what arrived, at least one byte, before the deadline (monotonic seconds)."""

    socket: socket.socket
    deadline: float

    def run(self) -> bytes:
        """Read, waiting in `poll`."""
        _wait(self.socket, select.POLLIN, self.deadline)
        try:
            return _some(self.socket.recv(PIECE))
        except OSError as error:
            raise Lost(str(error)) from None

    async def arun(self) -> bytes:
        """Read on the event loop."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_left(self.deadline)):
                received = await loop.sock_recv(self.socket, PIECE)
        except TimeoutError:
            raise Silence from None
        except OSError as error:
            raise Lost(str(error)) from None
        return _some(received)


def _some(data: bytes) -> bytes:
    if not data:
        raise Lost("the worker hung up")
    return data


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())


def _wait(end: socket.socket, event: int, deadline: float) -> None:
    poll = select.poll()
    try:
        poll.register(end.fileno(), event)
    except (ValueError, OSError) as error:  # closed by another thread meanwhile
        raise Lost(str(error)) from None
    if not poll.poll(_left(deadline) * 1000):
        raise Silence
