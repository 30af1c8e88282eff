"""Which event loop runs what: one for the actions of a room, and one for each `asyncio.run`."""

import sys
import time
from asyncio import events
from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any

from codenode.worker.channel import Hangup
from codenode.worker.ending import Ending
from codenode.worker.policy.loop import Loop, release
from codenode.worker.reads import Reads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from codenode.worker.policy.awaiting import Asker


class Loops:
    """The event loops of one room.

    Args:
        note: told what went wrong in tasks, and which ones were left.
        reads: the clocks as the code sees them.
        calls: makes the calls of tools that wait in a loop.
    """

    def __init__(self, note: Callable[[str], None], reads: Reads, calls: "Asker") -> None:
        self._note = note
        self._reads = reads
        self._calls = calls
        self._ahead: float | None = None
        self._numbers = count(1)
        self._names = count(1)
        self._loop: Loop | None = None

    def run(self, body: Coroutine[Any, Any, object]) -> object:
        """Run the body of an action; tasks that it leaves are cancelled, as nothing runs between actions.

        The loop is kept: a queue or a lock of one action serves the next. After an action that was cut off
        it is not, for it may be in any state.
        """
        loop, self._loop = self._loop or self._new(), None
        try:
            return self._ended(loop, body, last=False)
        finally:
            if isinstance(sys.exception(), Ending) or loop.unfinished():
                release(loop)
                loop.close()
            else:
                self._loop = loop

    def once(self, body: Coroutine[Any, Any, object]) -> object:
        """Run a coroutine in a loop of its own, as `asyncio.run` does."""
        loop = self._new()
        try:
            value = self._ended(loop, body, last=True)
        finally:
            release(loop)
            loop.close()
        return value

    def release(self) -> None:
        """Let nothing of an action that was cut off stand in the way of the next one."""
        release()

    def _new(self) -> Loop:
        return Loop(self._note, self._numbers, self._names, self._reads.slept, self._calls)

    def running(self) -> Loop | None:
        """Return the running loop, if it is one of these."""
        loop = events._get_running_loop()  # noqa: SLF001 - asks without raising
        return loop if isinstance(loop, Loop) else None

    def time(self) -> float:
        """Return the loops' clock, as the code may see it."""
        now = self._reads.read("monotonic") / 1e9
        self._ahead = now - (time.monotonic() - self._calls.away)
        return now

    def own(self, when: float) -> float:
        """Return a time of the clock that the code sees as one of the loops' own, which stands still in calls."""
        return when - (self._calls.away if self._ahead is None else self._ahead)

    def _tidied(self, loop: Loop, *, last: bool) -> int:
        unmade = loop.forget()
        left = loop.wind_down()
        if unmade := unmade + loop.forget():
            self._note(f"{unmade} tool call(s) were not made, for the action ended first: await what you start")
        if last:
            loop.complete(loop.shutdown_asyncgens())
        return left

    def _ended(self, loop: Loop, body: Coroutine[Any, Any, object], *, last: bool) -> object:
        try:
            value = loop.complete(body)
        except Hangup:
            raise
        except BaseException:
            self._tidied(loop, last=last)
            raise
        left = self._tidied(loop, last=last)
        if left and not last:
            self._note(f"cancelled {left} task(s) that still ran when the action ended: await what you start")
        return value
