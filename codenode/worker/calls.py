"""Ask the host for tools: number the calls where the code makes them, send them together, hand back what comes."""

import sys
import time
from collections.abc import Callable, Sequence

from codenode.worker.channel import Channel, Hangup
from codenode.worker.clock import Clock
from codenode.worker.codec import CodecError, decode, encode
from codenode.worker.frames import Frame, FrameTooLarge
from codenode.worker.policy.awaiting import Settled
from codenode.worker.proxies import Stopped, failure
from codenode.worker.reads import Reads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from codenode.worker.policy.loop import Loop

HEADROOM = 500
MOST = 1_000  # calls in one frame
REFUSED = ("PermissionError", "UnknownOutcome")

Outcome = tuple[object, "Exception | None"]


class Calls:
    """The calls of one session.

    Args:
        channel: to the host.
        clock: is sheltered while the host has the word.
        flush: shows what was printed before.
        reads: what was read from clocks; the host gets it with the calls.
        running: returns the room's running event loop, None where there is none.
    """

    def __init__(
        self,
        channel: Channel,
        clock: Clock,
        flush: Callable[[], None],
        reads: Reads,
        running: "Callable[[], Loop | None]",
    ) -> None:
        self._channel = channel
        self._clock = clock
        self._flush = flush
        self._reads = reads
        self._running = running
        self._asking = False
        self.end()
        self.away = 0.0
        """Seconds that the host had the word: the loops' clock does not count them."""

    def begin(self) -> None:
        """Begin an action: its calls are numbered from one, in the order in which the code makes them."""
        self.open = True
        self._number = 0
        self._stopped = False
        self.failures: list[Exception] = []
        """What the tools of the last frame raised."""
        self.refusals: list[Exception] = []
        """Those of them that no other call will mend: denied, rejected, or nobody knows how it ended."""

    def end(self) -> None:
        """End the action: nothing that runs now may call."""
        self.begin()
        self.open = False

    # --- what the code does ---------------------------------------------------------------------------

    def call(self, name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        """Make one call and wait for it."""
        ((value, error),) = self.ask([self._request(name, args, kwargs)])
        if error is not None:
            raise error
        return value

    def later(self, name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        """Make one call; return what gives its value when it is awaited."""
        loop = self._running()
        if loop is None:
            return Settled(self.call(name, args, kwargs))
        return loop.queue(self._request(name, args, kwargs))

    def each(self, name: str, items: list[object], kwargs: dict[str, object]) -> list[Outcome]:
        """Make a call for each item, and wait for all."""
        return self.ask([self._request(name, (item,), kwargs) for item in items])

    def _request(self, name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> Frame:
        try:
            request: Frame = {
                "id": 0,
                "tool": name,
                "args": [encode(value) for value in args],
                "kwargs": {key: encode(value) for key, value in kwargs.items()},
            }
        except CodecError as error:
            raise TypeError(f"{name}(): {error}; pass plain data (numbers, texts, lists, dicts)") from None
        if self._asking or not self.open:
            # A finalizer may run at any allocation, also between a call and its answer.
            raise RuntimeError(f"{name}() cannot be called from a finalizer")
        if self._stopped:
            raise Stopped
        self._number += 1
        request["id"] = self._number
        return request

    # --- what the host hears --------------------------------------------------------------------------

    def ask(self, requests: Sequence[Frame]) -> list[Outcome]:
        """Let the host make the calls, those of one frame together; return their values and errors in order.

        Raises:
            Stopped: the host ended the action.
        """
        outcomes: list[Outcome] = []
        self.failures, self.refusals = [], []
        started = time.monotonic()
        try:
            with self._clock:
                self._flush()
                if len(requests) <= MOST:
                    return self._asked(requests) if requests else []
                for first in range(0, len(requests), MOST):
                    outcomes += self._asked(requests[first : first + MOST])
        finally:
            self.away += time.monotonic() - started
        return outcomes

    def _asked(self, requests: Sequence[Frame]) -> list[Outcome]:
        frame: Frame = {"type": "calls", "calls": requests}
        reads = self._reads.fresh()
        if reads:
            frame["reads"] = reads
        try:
            data = self._channel.packed(frame)
        except FrameTooLarge as error:
            if len(requests) == 1:
                too_large = ValueError(f"{requests[0]['tool']}(): the arguments are too large: {error}")
                return [(None, too_large)]
            half = len(requests) // 2
            return self._asked(requests[:half]) + self._asked(requests[half:])
        if reads:
            self._reads.told()
        replies = self._exchanged(data, requests)
        return [(value, None) if kind == "return" else self._failed(kind, value) for kind, value in replies]

    def _failed(self, kind: str, value: "Any") -> Outcome:
        if kind == "stop":
            self._stopped = True
            raise Stopped
        error = failure(*value)
        self.failures.append(error)
        if value[0] in REFUSED:
            self.refusals.append(error)
        return None, error

    def _exchanged(self, data: bytes, requests: Sequence[Frame]) -> "list[tuple[str, Any]]":
        """Send calls and read their answers, as a whole or not at all.

        Whatever fails in between (memory, recursion at the depth where the code called) would leave an
        answer in the stream for the next call to take: the channel is closed, and the host sees it.
        """
        deep = sys.getrecursionlimit()
        self._asking = True
        try:
            sys.setrecursionlimit(deep + HEADROOM)
            self._channel.send(data)
            replies: list[tuple[str, Any]] = []
            while len(replies) < len(requests):  # results too large for one frame come in several
                frame = self._channel.read()
                if frame["type"] != "returns":
                    raise Hangup
                for reply in frame["returns"]:
                    if reply["id"] != requests[len(replies)]["id"]:
                        raise Hangup
                    kind = reply["type"]
                    value = decode(reply["value"]) if kind == "return" else (reply.get("kind"), reply.get("message"))
                    replies.append((kind, value))
        except BaseException:  # noqa: BLE001
            self._channel.close()
            raise Hangup from None
        else:
            return replies
        finally:
            self._asking = False
            sys.setrecursionlimit(deep)
