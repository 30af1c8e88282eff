"""Run coroutines of a room: an event loop without sockets, threads and file descriptors.

Imported only once code awaits. Tasks and futures are of asyncio's Python kind: those written in C are not
safe in the hands of code that brings a loop, a callback or an awaitable of its own making.
"""

# ruff: noqa: SLF001 - what asyncio leaves to its loops has private names

import asyncio
import sys
import time
import weakref
from asyncio import base_events, events, futures, tasks
from collections.abc import Callable, Iterator
from contextlib import suppress
from reprlib import repr as _short
from typing import Any, NoReturn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from codenode.worker.policy.awaiting import Asker

SLICE = 0.05  # of a sleep: an exception from another thread is raised between two
PASSES = 4
TEXT = 200
STUCK = "deadlock: every task waits for another one, or for something that nobody is left to do"


class _Sealed(type):
    """Makes its classes usable in `isinstance`, and as functions that make their objects in no other way."""

    def __call__(cls, *args: Any, **options: Any) -> Any:
        return cls._asked(*args, **options)  # type: ignore[attr-defined] # each of them has it


class Future(futures._PyFuture, metaclass=_Sealed):  # type: ignore[name-defined,misc] # typeshed knows the C kind
    """A future of the room."""

    _asked: Any = staticmethod(lambda: running().create_future())

    def __hash__(self) -> int:
        return self._number  # type: ignore[no-any-return] # sets of tasks have the same order in every run

    def __repr__(self) -> str:
        return f"<{' '.join([type(self).__name__, self._state.lower(), *self._described()])}>"

    def _described(self) -> list[str]:
        # The base class would add callbacks and coroutines with the paths of their files.
        if self._state != "FINISHED":
            return []
        return [f"exception={self._exception!r}" if self._exception is not None else f"result={_short(self._result)}"]

    def __reduce_ex__(self, _: object) -> NoReturn:
        raise TypeError(f"cannot pickle {type(self).__name__!r} object")


class Called(Future):
    """The value of a tool, once the host has given it."""


class Task(tasks._PyTask, Future):  # type: ignore[name-defined,misc] # typeshed knows the C kind
    """A task of the room."""

    _asked: Any = staticmethod(lambda coro, *, name=None: running().create_task(coro, name=name))

    def __repr__(self) -> str:
        return Future.__repr__(self)

    def _described(self) -> list[str]:
        return [f"name={self._name!r}", f"coro=<{_name(self._coro)}()>", *super()._described()]


class Gathering(Future):
    """The future of several others; cancelling it cancels them."""

    _children: list[Any]
    _cancel_requested: bool

    def cancel(self, msg: object = None) -> bool:
        """Cancel what is not done yet."""
        if self.done():
            return False
        asked = [child.cancel(msg=msg) for child in self._children]
        self._cancel_requested = self._cancel_requested or any(asked)
        return any(asked)


def _name(coro: object) -> str:
    name = getattr(coro, "__name__", None)
    return str.__str__(name) if isinstance(name, str) else type(coro).__name__


for _kind in (Future, Task):
    _kind.__module__ = "asyncio"
Called.__module__ = "asyncio"
Called.__name__ = Called.__qualname__ = "Future"
Gathering.__name__ = Gathering.__qualname__ = "_GatheringFuture"


def running() -> "Loop":
    """Return the running loop: in a worker's thread there is no other kind.

    Raises:
        RuntimeError: none is running.
    """
    return events.get_running_loop()  # type: ignore[return-value]


def release(loop: "Loop | None" = None) -> None:
    """Undo what a loop undoes at the end of its run, unless an exception strikes just there."""
    events._set_running_loop(None)
    sys.set_asyncgen_hooks(None, None)
    if loop is None:
        return
    loop._thread_id, loop._stopping = None, False  # type: ignore[attr-defined] # of the base class
    if asyncio.current_task(loop) is None:
        return
    if sys.version_info >= (3, 12):
        tasks._swap_current_task(loop, None)
    else:
        tasks._current_tasks.pop(loop, None)  # type: ignore[attr-defined] # typeshed knows later versions


async def _turns() -> None:
    # What closes an abandoned generator starts in one turn of the loop, and runs in the next.
    await asyncio.sleep(0)
    await asyncio.sleep(0)


class _Selector:
    """Waits for time to pass: nothing else can happen."""

    def __init__(self, stuck: Callable[[], None], slept: Callable[[float], None]) -> None:
        self._stuck = stuck
        self._slept = slept

    def select(self, timeout: float | None) -> tuple[()]:
        if timeout is None:
            self._stuck()
        elif timeout > 0:
            some = min(timeout, SLICE)
            time.sleep(some)
            self._slept(some)
        return ()


class Loop(base_events.BaseEventLoop):
    """An event loop of a room.

    Args:
        note: told what went wrong in tasks that nobody awaits.
        numbers: of what it makes.
        names: the numbers in the names of tasks.
        slept: told how long it slept.
        calls: makes the calls of tools that wait here.
    """

    def __init__(
        self,
        note: Callable[[str], None],
        numbers: Iterator[int],
        names: Iterator[int],
        slept: Callable[[float], None],
        calls: "Asker",
    ) -> None:
        super().__init__()
        self._calls = calls
        self._queued: list[tuple[Any, Called]] = []
        self._note = note
        self._numbers = numbers
        self._names = names
        self._selector = _Selector(self._stuck, slept)
        self._tasks: weakref.WeakSet[Any] = weakref.WeakSet()
        self._closers: weakref.WeakSet[Any] = weakref.WeakSet()
        self._root: Any = None

    # --- making -----------------------------------------------------------------------------------

    def create_future(self) -> Any:
        """Make a future of the room's kind."""
        return self._init(self._new(Future))

    def create_task(self, coro: Any, *, name: object = None, **_: object) -> Any:
        """Make a task of the room's kind; those of a room are numbered, to be the same in every run."""
        self._check_closed()  # type: ignore[attr-defined] # of the base class
        made = self._new(Task)
        made.__init__(coro, loop=self, name=f"Task-{next(self._names)}" if name is None else name)
        self._tasks.add(made)
        return made

    def gathering(self, children: list[Any]) -> Any:
        """Make the future of several others."""
        made = self._init(self._new(Gathering))
        made._children, made._cancel_requested = children, False
        return made

    def _new(self, kind: Any) -> Any:
        made = kind.__new__(kind)
        made._number = next(self._numbers)
        return made

    def _init(self, made: Any) -> Any:
        made.__init__(loop=self)
        return made

    # --- calls of tools ---------------------------------------------------------------------------

    def queue(self, request: Any) -> Called:
        """Keep a call until all the code waits; return what gives its value."""
        made: Called = self._init(self._new(Called))
        self._queued.append((request, made))
        return made

    def forget(self) -> int:
        """Drop the calls that were not made yet; return how many of them something could have waited for."""
        queued, self._queued = self._queued, []
        return sum(made.cancel() for _, made in queued)

    def _run_once(self) -> None:
        if self._queued and not self._ready:  # type: ignore[attr-defined] # of the base class
            self._make_calls()
        super()._run_once()  # type: ignore[misc] # of the base class

    def _make_calls(self) -> None:
        queued, self._queued = self._queued, []
        wanted = [(request, made) for request, made in queued if not made.done()]
        outcomes = self._calls.ask([request for request, _ in wanted]) if wanted else ()
        for (_, made), (value, error) in zip(wanted, outcomes, strict=False):
            if made.done():
                continue  # a callback of the code's own settled it meanwhile
            if error is None:
                made.set_result(value)
            else:
                made.set_exception(error)

    def time(self) -> float:
        """Return the time; it stands still while the host has the word, as it does in a replay."""
        return time.monotonic() - self._calls.away

    # --- running ----------------------------------------------------------------------------------

    def complete(self, awaited: Any) -> Any:
        """Run until it is done; what an earlier run left behind when it was cut off is not in the way."""
        release(self)
        self._root = tasks.ensure_future(awaited, loop=self)
        try:
            return self.run_until_complete(self._root)
        finally:
            self._root = None

    def wind_down(self) -> int:
        """Cancel the tasks that are left, give each a chance to end, and return how many there were."""
        rest = self.unfinished()
        left = [task for task in rest if task not in self._closers]
        for _ in range(PASSES):
            if not rest and not self._ready:  # type: ignore[attr-defined] # of the base class
                break
            for task in (task for task in rest if task not in self._closers):
                with suppress(RecursionError):  # tasks that await each other pass it round and round
                    task.cancel()
            with suppress(Exception):
                self.complete(asyncio.wait(rest) if rest else _turns())
            rest = self.unfinished()
        return len(left)

    def unfinished(self) -> list[Any]:
        """Return the tasks that still run, the oldest first."""
        return sorted((task for task in self._tasks if not task.done()), key=hash)

    def _stuck(self) -> None:
        """Fail where the running task waits: no timer is set, nothing is ready, so nothing will happen."""
        waiter, passed = self._root, set()
        while isinstance(waiter, (Task, Gathering)) and waiter not in passed:
            passed.add(waiter)
            waiter = _awaited(waiter)
        if isinstance(waiter, Future) and waiter not in passed:
            waiter.set_exception(RuntimeError(STUCK))
        else:
            raise RuntimeError(STUCK)  # two tasks that await each other

    def _asyncgen_finalizer_hook(self, agen: Any) -> None:
        # Called by the interpreter when code lets go of a generator, also between two runs.
        self._asyncgens.discard(agen)  # type: ignore[attr-defined] # of the base class
        if not self.is_closed():
            self.call_soon(self._close, agen.aclose())

    def _close(self, coro: Any) -> None:
        self._closers.add(self.create_task(coro))

    # --- what the base class leaves open ------------------------------------------------------------

    def _process_events(self, event_list: object) -> None:
        """Nothing happens outside."""

    def _write_to_self(self) -> None:
        """Nobody sleeps in another thread."""

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Note what went wrong; the base class would write it to the log of the process."""
        if not self.is_closed():
            self._note(_told(context))

    def __del__(self) -> None:
        """Nothing is open: there is nothing to warn of."""

    def __reduce_ex__(self, _: object) -> NoReturn:
        raise TypeError("cannot pickle an event loop")


def _awaited(waiter: Any) -> Any:
    """Return what a task, or the first unfinished one of several, waits for."""
    if isinstance(waiter, Task):
        return waiter._fut_waiter
    return next((child for child in waiter._children if not child.done()), None)


def gathered(children: list[Any], *, keep: bool) -> Any:
    """Return the future of all results, in order.

    Args:
        children: futures; the same one may stand there twice.
        keep: take errors as results; else the first one is the error of all.
    """
    loop = running()
    outer = loop.gathering(children)
    waiting = len(set(children))

    def done(child: Any) -> None:
        nonlocal waiting
        waiting -= 1
        error = child._make_cancelled_error() if child.cancelled() else child.exception()
        if outer.done():
            return
        if error is not None and not keep:
            outer.set_exception(error)
        elif not waiting and outer._cancel_requested:
            outer.set_exception(child._make_cancelled_error())
        elif not waiting:
            outer.set_result([_outcome(child) for child in children])

    for child in dict.fromkeys(children):
        child.add_done_callback(done)
    if not children:
        outer.set_result([])
    return outer


def _outcome(child: Any) -> object:
    if child.cancelled():
        return asyncio.CancelledError(child._cancel_message or "")
    error = child.exception()
    return child.result() if error is None else error


def _told(context: dict[str, Any]) -> str:
    """Say what went wrong, without running code of the objects it went wrong with."""
    task = context.get("task") or context.get("future")
    name = f"{_name(task._coro)}()" if isinstance(task, Task) else None
    error = context.get("exception")
    parts = [context.get("message"), name, _shown(error) if error else None]
    return ": ".join(part[:TEXT] for part in parts if type(part) is str)


def _shown(error: BaseException) -> str:
    name = str.__str__(type(error).__name__)
    args = error.args if type(error).__module__ == "builtins" else ()
    return f"{name}: {args[0]}" if len(args) == 1 and type(args[0]) is str else name
