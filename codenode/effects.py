"""Write a piece of logic once, run it with blocking calls or on an event loop.

Logic is a generator that yields *effects* (send these bytes, ask this model) and receives their results.
An effect knows both ways to happen; `drive` and `adrive` are the only two drivers.
"""

import asyncio
import concurrent.futures
from collections.abc import Awaitable, Callable, Generator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
R_co = TypeVar("R_co", covariant=True)


class Effect(Protocol[R_co]):
    """Something that waits."""

    def run(self) -> R_co:
        """Do it, blocking."""
        ...

    async def arun(self) -> R_co:
        """Do it on the running event loop, never blocking it."""
        ...


Steps = Generator[Effect[Any], Any, T]


def drive(steps: Steps[T]) -> T:
    """Run the generator to its end with blocking effects; return its value."""
    try:
        effect = next(steps)
        while True:
            try:
                result = effect.run()
            except BaseException as error:  # noqa: BLE001 - the generator decides, cancellation included
                effect = steps.throw(error)
            else:
                effect = steps.send(result)
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]  # a generator's value is untyped at run time


async def adrive(steps: Steps[T]) -> T:
    """Run the generator to its end on the event loop; return its value."""
    try:
        effect = next(steps)
        while True:
            try:
                result = await effect.arun()
            except BaseException as error:  # noqa: BLE001
                effect = steps.throw(error)
            else:
                effect = steps.send(result)
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Blocking:
    """Do something that blocks; the event loop leaves it to a thread."""

    work: Callable[[], Any]
    undo: Callable[[Any], None]
    """Takes back what came too late: a thread goes on when its caller was cancelled."""

    def run(self) -> Any:
        """Do it here."""
        return self.work()

    async def arun(self) -> Any:
        """Do it in a thread."""
        future = asyncio.ensure_future(asyncio.to_thread(self.work))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            future.add_done_callback(self._late)
            raise

    def _late(self, future: asyncio.Future[Any]) -> None:
        if not future.cancelled() and future.exception() is None:
            self.undo(future.result())


@dataclass(frozen=True, slots=True)
class EitherWay:
    """Do something that has a blocking and an awaitable form."""

    now: Callable[[], Any]
    later: Callable[[], Awaitable[Any]]

    def run(self) -> Any:
        """Do it here."""
        return self.now()

    async def arun(self) -> Any:
        """Do it on the event loop."""
        return await self.later()


@dataclass(frozen=True, slots=True)
class Sleep:
    """Let time pass; a run that ends meanwhile does not wait for it."""

    seconds: float
    ended: Future[None]

    def run(self) -> None:
        """Wait here."""
        concurrent.futures.wait((self.ended,), self.seconds)
        if self.ended.done():
            raise asyncio.CancelledError("nobody waits for this run any more")

    async def arun(self) -> None:
        """Wait on the event loop."""
        await asyncio.sleep(self.seconds)


def left(_: object) -> None:
    """Leave what was done too late for its caller: it does no harm."""
