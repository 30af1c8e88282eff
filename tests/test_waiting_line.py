"""Who may act when."""

import asyncio

import pytest

from codenode.effects import Steps, adrive, drive
from codenode.turns import Turns


def held(turns: Turns, order: list[str], name: str) -> Steps[None]:
    """Take a turn, note it, give it back."""
    ticket = yield from turns.taken()
    order.append(name)
    turns.leave(ticket)


class TestTurns:
    async def test_in_order(self):
        """Turns go to those who wait in the order in which they came."""
        turns, order = Turns(), []
        first = drive(turns.taken())
        waiting = [asyncio.create_task(adrive(held(turns, order, name))) for name in "abc"]
        await asyncio.sleep(0)
        turns.leave(first)
        await asyncio.gather(*waiting)
        assert order == ["a", "b", "c"]

    @pytest.mark.parametrize("granted", [False, True])
    async def test_cancelled(self, granted):
        """Who is cancelled gives up the place, also where the turn came at the same moment."""
        turns, order = Turns(), []
        first = drive(turns.taken())
        one, two = (asyncio.create_task(adrive(held(turns, order, name))) for name in "ab")
        await asyncio.sleep(0)
        if granted:
            turns.leave(first)
        one.cancel()
        await asyncio.wait((one,))
        if not granted:
            turns.leave(first)
        await two
        assert (one.cancelled(), order) == (True, ["b"])

    async def test_threads_and_tasks(self):
        """A blocking waiter and one on the event loop stand in one line."""
        turns, order = Turns(), []
        first = drive(turns.taken())
        thread = asyncio.create_task(asyncio.to_thread(lambda: drive(held(turns, order, "thread"))))
        task = asyncio.create_task(adrive(held(turns, order, "task")))
        await asyncio.sleep(0)
        turns.leave(first)
        await asyncio.gather(thread, task)
        assert sorted(order) == ["task", "thread"]
