"""What code sees of asyncio: tasks, timers and locks; never an event loop, a frame or a thread."""

import asyncio
from asyncio import events
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from types import CoroutineType
from typing import Any

from codenode.worker.policy.awaiting import Settled, Tools
from codenode.worker.policy.loop import Called, Future, Task, gathered, running
from codenode.worker.policy.loops import Loops

_FUNCTIONS = """
    run sleep gather wait wait_for timeout timeout_at as_completed shield create_task ensure_future to_thread
    current_task all_tasks get_running_loop get_event_loop new_event_loop set_event_loop
"""


def asyncio_names(tools: Tools, loops: Loops) -> dict[str, object]:
    """Return the names that the facade gets from us."""
    facade = Facade(tools, loops)
    functions = {name: getattr(facade, name) for name in _FUNCTIONS.split()}
    group = facade.task_group()
    tools.joiners = frozenset({Facade, EventLoop, group})
    return {**functions, "TaskGroup": group, "Task": Task, "Future": Future}


class Facade:
    """The functions of asyncio, for one room.

    What is to be awaited is taken apart here: asyncio itself sees its own coroutines, and futures of the room.
    A tool's value is taken for what it stands for, a call that is done.
    """

    def __init__(self, tools: Tools, loops: Loops) -> None:
        self._tools = tools
        self._loops = loops

    # --- running ----------------------------------------------------------------------------------

    def run(self, main: object, *, debug: object = None) -> object:
        """Run a coroutine to its end in an event loop of its own."""
        if events._get_running_loop() is not None:  # noqa: SLF001 - asks without raising
            raise RuntimeError("asyncio.run() cannot be called from a running event loop")
        if not (_is_coroutine(main) or self._tools.gave(main)):
            raise ValueError(f"a coroutine was expected, got {main!r}")
        return self._loops.once(self._coroutine(main))

    def get_running_loop(self) -> object:
        """Return what may be done with the running event loop."""
        running()
        return EventLoop(self, self._loops)

    def get_event_loop(self) -> object:
        """Return what may be done with an event loop."""
        return EventLoop(self, self._loops)

    new_event_loop = get_event_loop

    def set_event_loop(self, loop: object) -> None:
        """Do nothing: there is one at a time."""

    # --- tasks ------------------------------------------------------------------------------------

    def create_task(self, coro: object, *, name: object = None, context: object = None) -> object:
        """Start a coroutine beside this one."""
        return running().create_task(self._task_coroutine(coro), name=name)

    def ensure_future(self, value: object, *, loop: object = None) -> object:
        """Return the future itself, or start a task."""
        return self._future(value)

    def current_task(self, loop: object = None) -> object:
        """Return the task that runs."""
        return asyncio.current_task(running())

    def all_tasks(self, loop: object = None) -> object:
        """Return the tasks that are not done."""
        return set(running().unfinished())

    def task_group(self) -> type:
        """Return the class of task groups, whose tasks may be tools' values, too."""
        coroutine = self._task_coroutine

        class TaskGroup:
            """Tasks that are awaited together; the first error cancels the others."""

            __slots__ = ("_group",)

            def __init__(self) -> None:
                self._group = asyncio.TaskGroup()

            async def __aenter__(self) -> object:
                await self._group.__aenter__()
                return self

            async def __aexit__(self, *error: object) -> None:
                await self._group.__aexit__(*error)  # type: ignore[arg-type] # as the interpreter hands them in

            def create_task(self, coro: object, *, name: str | None = None, context: object = None) -> object:
                """Start a coroutine in the group."""
                return self._group.create_task(coroutine(coro), name=name)

        TaskGroup.__module__, TaskGroup.__qualname__ = "asyncio", "TaskGroup"
        return TaskGroup

    # --- waiting ----------------------------------------------------------------------------------

    async def sleep(self, delay: object, result: object = None) -> object:
        """Let others run for so many seconds."""
        return await asyncio.sleep(_seconds(delay), result)

    def gather(self, *values: object, return_exceptions: bool = False) -> object:
        """Await all; the results are in order."""
        running()
        known: dict[int, object] = {}
        for value in values:
            if id(value) not in known:
                known[id(value)] = self._future(value)
        return gathered([known[id(value)] for value in values], keep=bool(return_exceptions))

    async def wait(
        self,
        fs: Iterable[object],
        *,
        timeout: object = None,  # noqa: ASYNC109 - as Python
        return_when: str = asyncio.ALL_COMPLETED,
    ) -> tuple[set[Any], set[Any]]:
        """Wait for tasks; return those that are done, and the others."""
        if isinstance(fs, Future) or _is_coroutine(fs):
            raise TypeError(f"expect a list of futures, not {type(fs).__name__}")
        tasks: list[Any] = list(fs)
        if any(map(_is_coroutine, tasks)):
            raise TypeError("Passing coroutines is forbidden, use tasks explicitly.")
        if not all(isinstance(task, Future) for task in tasks):
            raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")
        return await asyncio.wait(tasks, timeout=_patience(timeout), return_when=return_when)

    async def wait_for(self, fut: object, timeout: object) -> object:  # noqa: ASYNC109 - as Python
        """Await for so many seconds at most."""
        return await asyncio.wait_for(self._awaitable(fut), _patience(timeout))

    def timeout(self, delay: object) -> object:
        """Return a context manager that raises TimeoutError after so many seconds."""
        return asyncio.timeout(_patience(delay))

    def timeout_at(self, when: object) -> object:
        """Return a context manager that raises TimeoutError at a time of the loop's clock."""
        return asyncio.timeout_at(None if when is None else self._loops.own(_seconds(when)))

    def as_completed(self, fs: Iterable[object], *, timeout: object = None) -> Iterator[Awaitable[object]]:
        """Return coroutines that give the results as they come."""
        running()
        if isinstance(fs, Future) or _is_coroutine(fs):
            raise TypeError(f"expect an iterable of futures, not {type(fs).__name__}")
        tasks: list[Any] = [self._future(value) for value in fs]
        return asyncio.as_completed(tasks, timeout=_patience(timeout))

    def shield(self, arg: object) -> object:
        """Keep a cancellation from what is awaited."""
        running()
        waited: Any = self._future(arg)
        return asyncio.shield(waited)

    async def to_thread(self, func: Callable[..., object], /, *args: object, **kwargs: object) -> object:
        """Call the function, here and now: there are no threads."""
        return func(*args, **kwargs)

    # --- what is awaited ----------------------------------------------------------------------------

    def _future(self, value: object) -> object:
        return value if isinstance(value, Future) else running().create_task(self._coroutine(value))

    def _awaitable(self, value: object) -> Any:
        return value if isinstance(value, Future) else self._coroutine(value)

    def _task_coroutine(self, value: object) -> Coroutine[Any, Any, object]:
        if not (_is_coroutine(value) or isinstance(value, (Called, Settled)) or self._tools.gave(value)):
            raise TypeError(f"a coroutine was expected, got {value!r}")
        return self._coroutine(value)

    def _coroutine(self, value: Any) -> Coroutine[Any, Any, object]:
        if type(value) is CoroutineType:
            return value
        if hasattr(type(value), "__await__"):
            return _awaiting(value)
        if self._tools.gave(value):
            return _given(value)
        raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")


class EventLoop:
    """What code may do with an event loop; there is none behind it."""

    __slots__ = ("_facade", "_loops")

    def __init__(self, facade: Facade, loops: Loops) -> None:
        self._facade = facade
        self._loops = loops

    def run_until_complete(self, future: object) -> object:
        """Run a coroutine to its end."""
        if self.is_running():
            raise RuntimeError("This event loop is already running")
        return self._loops.once(self._facade._coroutine(future))  # noqa: SLF001 - of this file

    def create_task(self, coro: object, *, name: object = None) -> object:
        """Start a coroutine beside this one."""
        return self._facade.create_task(coro, name=name)

    def create_future(self) -> object:
        """Return a future whose result the code sets."""
        return running().create_future()

    async def run_in_executor(self, executor: object, func: Callable[..., object], *args: object) -> object:
        """Call the function, here and now: there are no threads."""
        return func(*args)

    def time(self) -> float:
        """Return the loop's clock."""
        return self._loops.time()

    def is_running(self) -> bool:
        """Say whether code is being awaited."""
        return events._get_running_loop() is not None  # noqa: SLF001 - asks without raising

    def is_closed(self) -> bool:
        """Say that it is open."""
        return False

    def close(self) -> None:
        """Do nothing: nothing is open."""


EventLoop.__module__ = "asyncio"


def _is_coroutine(value: object) -> bool:
    return type(value) is CoroutineType or (not isinstance(value, type) and isinstance(value, Coroutine))


async def _awaiting(value: Any) -> object:
    return await value


async def _given(value: object) -> object:
    return value


def _seconds(delay: Any) -> float:
    """Return the delay as a plain number: an object of the code's own would be compared inside the loop."""
    return float(0.0 + delay)


def _patience(timeout: object) -> float | None:
    return None if timeout is None else _seconds(timeout)
