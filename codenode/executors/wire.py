"""Move bytes between host and worker: two effects over a non-blocking socket."""

import asyncio
import select
import socket
import time
from dataclasses import dataclass

from codenode.executors.listener import PIECE, Listener

READ, WRITE = 1, 4  # as `poll` has them


class Silence(Exception):  # noqa: N818 - not an error: the deadline passed
    """Nothing arrived, or nothing was taken, in time."""


class Lost(Exception):  # noqa: N818
    """The other side is gone."""


@dataclass(slots=True)
class Send:
    """Write all of `data` before the deadline (monotonic seconds)."""

    socket: socket.socket
    data: bytes | memoryview
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
                _wait(self.socket, WRITE, self.deadline)
            except OSError as error:
                raise Lost(str(error)) from None

    async def arun(self) -> None:
        """Write on the event loop; most of the time the kernel takes it at once."""
        try:
            sent = self.socket.send(self.data)
        except BlockingIOError:
            sent = 0
        except OSError as error:
            raise Lost(str(error)) from None
        if sent < len(self.data):
            await self._rest(memoryview(self.data)[sent:])

    async def _rest(self, rest: memoryview) -> None:
        loop = asyncio.get_running_loop()
        try:
            # Not `wait_for`: on 3.11 it drops a cancellation that comes with the result.
            async with asyncio.timeout(_left(self.deadline)):
                await loop.sock_sendall(self.socket, rest)
        except TimeoutError:
            raise Silence from None
        except OSError as error:
            raise Lost(str(error)) from None


@dataclass(slots=True)
class Receive:
    """Return what arrived, at least one byte, before the deadline (monotonic seconds)."""

    socket: socket.socket
    deadline: float
    listener: Listener | None = None
    """Waits on the event loop for many of these; without one each waits for itself."""

    def run(self) -> bytes:
        """Read, waiting in `poll`."""
        _wait(self.socket, READ, self.deadline)
        try:
            return _some(self.socket.recv(PIECE))
        except OSError as error:
            raise Lost(str(error)) from None

    async def arun(self) -> bytes:
        """Read on the event loop."""
        listener = self.listener or Listener(self.socket)
        try:
            received = await listener.heard(self.deadline)
        finally:
            if self.listener is None:
                listener.rest()
        if received is None:
            raise Silence
        return _some(received)


def _some(data: bytes) -> bytes:
    if not data:
        raise Lost("the worker hung up")
    return data


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())


def _wait(end: socket.socket, event: int, deadline: float) -> None:
    try:
        if hasattr(select, "poll"):
            poll = select.poll()
            poll.register(end.fileno(), event)
            ready = bool(poll.poll(_left(deadline) * 1000))
        else:  # Windows
            ends = [end]
            found = select.select(ends * (event == READ), ends * (event == WRITE), [], _left(deadline))
            ready = any(found)
    except (ValueError, OSError) as error:  # closed by another thread meanwhile
        raise Lost(str(error)) from None
    if not ready:
        raise Silence
