"""Say who may act: one action of an interpreter at a time, and one of a task that somebody is asked in."""

import asyncio
import threading
from collections import OrderedDict, deque
from concurrent.futures import Future
from dataclasses import dataclass, field

from codenode.effects import EitherWay, Steps
from codenode.errors import ConfigurationError
from codenode.pausing import Pausing

TASKS = 10_000
"""Tasks that are remembered; beyond them, the journal of an action refuses answers it has not asked for."""

Ticket = Future[None]


class Turns:
    """Lets one pass after the other, in the order in which they came; who waits holds no thread of a pool."""

    def __init__(self) -> None:
        self._line: deque[Ticket] = deque()
        self._lock = threading.RLock()  # a generator that is collected leaves the line wherever that happens

    def taken(self) -> Steps[Ticket]:
        """Wait for a turn; return what is given back to `leave`."""
        ticket = Ticket()
        ticket.set_running_or_notify_cancel()  # a cancelled waiter leaves the line; its ticket stays good until then
        with self._lock:
            self._line.append(ticket)
            self._call()
        if not ticket.done():
            try:
                yield EitherWay(ticket.result, lambda: asyncio.wrap_future(ticket))
            except BaseException:
                self.leave(ticket)
                raise
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """End a turn, or give up one's place in the line."""
        with self._lock:
            self._line.remove(ticket)
            self._call()

    def _call(self) -> None:
        if self._line and not self._line[0].done():
            self._line[0].set_result(None)


@dataclass(slots=True)
class Task:
    """What acts in one task of LangGraph's."""

    asks: bool = False
    """Somebody was asked in it, or may be."""
    actions: set[str] = field(default_factory=set)


class Tasks:
    """Keeps a task in which somebody is asked to one action.

    LangGraph matches answers to a task and, in it, to the order in which questions come. Two actions of one task
    come in any order: an answer for the one would allow what the other asks for, which nobody was shown.
    """

    def __init__(self) -> None:
        self._tasks: OrderedDict[tuple[str, str], Task] = OrderedDict()
        self._lock = threading.Lock()

    def enter(self, name: str, action: str, pausing: Pausing, *, asks: bool) -> None:
        """Note that an action begins, or goes on after a pause.

        Raises:
            ConfigurationError: there is another one in its task.
        """
        if not pausing.can_ask:
            return
        key = pausing.thread, pausing.task
        with self._lock:
            task = self._tasks.setdefault(key, Task())
            self._tasks.move_to_end(key)
            if len(self._tasks) > TASKS:
                self._tasks.popitem(last=False)
            task.asks = task.asks or asks
            task.actions.add(action)
            _check(name, task)

    def pause(self, name: str, pausing: Pausing) -> None:
        """Note that somebody is asked in an action.

        Raises:
            ConfigurationError: there is another one in its task.
        """
        with self._lock:
            if (task := self._tasks.get((pausing.thread, pausing.task))) is not None:
                task.asks = True
                _check(name, task)


def _check(name: str, task: Task) -> None:
    if task.asks and len(task.actions) > 1:
        raise ConfigurationError(
            f"{len(task.actions)} actions came to one task of the graph ({name!r} is the last), and somebody may be "
            "asked in them: LangGraph matches answers to a task, so an approval could reach an action it was not "
            'given for. Let each call of a message be a task of its own: [Send("tools", [call]) for call in '
            "message.tool_calls], as create_agent with CodeMiddleware does"
        )
