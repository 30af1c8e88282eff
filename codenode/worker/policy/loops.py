"""Which event loop runs what: one for the actions of a room, and one for each `asyncio.run`."""

import sys
from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any

from codenode.worker.channel import Hangup
from codenode.worker.ending import Ending
from codenode.worker.policy.loop import Loop, release
from codenode.worker.reads import Reads


class Loops:
    """The event loops of one room.

    Args:
        note: told what went wrong in tasks, and which ones were left.
        reads: the clocks as the code sees them.
    """

    def __init__(self, note: Callable[[str], None], reads: Reads) -> None:
        self._note = note
        self._reads = reads
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
        return Loop(self._note, self._numbers, self._names, self._reads.slept)

    def time(self) -> float:
        """Return the loops' clock, as the code may see it."""
        return self._reads.read("monotonic") / 1e9

    def _tidied(self, loop: Loop, *, last: bool) -> int:
        left = loop.wind_down()
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
