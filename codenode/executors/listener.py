"""Wait for a worker's bytes on an event loop: registered there once an action, not once a frame."""

import asyncio
import os
import socket
import time

PIECE = 1 << 16
TURN = 0.005
"""Seconds for which a worker that never pauses may keep the loop."""


class Listener:
    """One socket, and whoever waits for it; used by one task at a time.

    The loop watches a descriptor of our own: the socket may be closed by another thread meanwhile, and a loop
    would go on to believe that it knows the number, whatever that stands for by then.
    """

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._loop: asyncio.AbstractEventLoop | None = None
        self._number = -1
        self._waiter: asyncio.Future[bytes | None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._deadline = 0.0
        self._turn = 0.0

    async def heard(self, deadline: float) -> bytes | None:
        """Return what arrived, nothing (`b""`) where the other side is gone, None when it is too late.

        Args:
            deadline: monotonic seconds.
        """
        data = self._taken()
        if data is None:
            self._turn = 0.0
            return await self._waited(deadline)
        now = time.monotonic()
        if not self._turn:
            self._turn = now
        elif now - self._turn > TURN:
            self._turn = now
            await asyncio.sleep(0)
        return data

    def rest(self) -> None:
        """Leave the loop; harmless when it was never entered."""
        loop, self._loop = self._loop, None
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        if loop is not None:
            loop.remove_reader(self._number)
            os.close(self._number)

    def _taken(self) -> bytes | None:
        try:
            return self._end.recv(PIECE)
        except BlockingIOError:
            return None
        except OSError:  # closed here, or reset
            return b""

    async def _waited(self, deadline: float) -> bytes | None:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            try:
                self._enter(loop)
            except (NotImplementedError, OSError):  # Windows' usual loop; no descriptor left
                return await _alone(loop, self._end, deadline)
        self._waiter = loop.create_future()
        self._deadline = deadline
        if self._timer is None or self._timer.when() > loop.time() + deadline - time.monotonic():
            self._set_timer(loop)
        try:
            return await self._waiter
        finally:
            self._waiter = None

    def _enter(self, loop: asyncio.AbstractEventLoop) -> None:
        self.rest()
        number = os.dup(self._end.fileno())
        try:
            loop.add_reader(number, self._ready)
        except BaseException:
            os.close(number)
            raise
        self._loop, self._number = loop, number

    def _ready(self) -> None:
        waiter = self._waiter
        if waiter is None or waiter.done():
            self.rest()  # what nobody waits for would wake the loop again and again
        elif (data := self._taken()) is not None:
            waiter.set_result(data)

    def _set_timer(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = loop.call_later(max(0.0, self._deadline - time.monotonic()), self._late)

    def _late(self) -> None:
        self._timer = None
        waiter = self._waiter
        if waiter is None or waiter.done() or self._loop is None:
            return
        if time.monotonic() < self._deadline:  # the deadline moved: waiting for a tool does not count
            self._set_timer(self._loop)
        else:
            waiter.set_result(None)


async def _alone(loop: asyncio.AbstractEventLoop, end: socket.socket, deadline: float) -> bytes | None:
    """Read without a descriptor of our own."""
    try:
        async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
            return await loop.sock_recv(end, PIECE)
    except TimeoutError:
        return None
    except OSError:
        return b""
