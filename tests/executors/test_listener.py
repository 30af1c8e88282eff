"""A worker is waited for on the event loop without a trace left there, whatever it does."""

import asyncio
import threading
from pathlib import Path

import pytest
from sample import double

from codenode.errors import ConfigurationError
from codenode.executors.limits import Limits
from codenode.session import open_session
from codenode.testing import FakeExecutor
from codenode.worker.frames import pack

LIMITS = Limits(seconds=0.3, grace=0.2, output_bytes=1_000_000)
DONE = {"type": "done", "status": "ok", "value": 1, "preview": "1", "fault": None, "truncated": False, "variables": []}


class Deaf(asyncio.SelectorEventLoop):
    """Stand for a loop that can watch no descriptors, as Windows' usual one."""

    def add_reader(self, *_):
        raise NotImplementedError


async def action(part):
    """Run one action with a worker that plays the part."""
    async with open_session(executor=FakeExecutor(part), tools=[double], limits=LIMITS) as session:
        return await session.arun("1")


def watched():
    """Return how many descriptors the running loop watches."""
    return len(asyncio.get_running_loop()._selector.get_map())


def opened():
    """Return how many descriptors this process has."""
    return len(list(Path("/dev/fd").iterdir()))


class TestListener:
    async def test_nothing_stays(self):
        """After an action the loop watches what it watched before, and no timer of ours is pending."""
        async with open_session(executor="process") as session:
            await session.arun("1")
            before, descriptors = watched(), opened()
            await session.arun("2")
            assert (watched(), opened()) == (before, descriptors)
            pending = [timer for timer in asyncio.get_running_loop()._scheduled if not timer.cancelled()]
        assert pending == []

    async def test_silence(self):
        """A worker that says nothing is killed after limit and grace."""
        assert (await action(lambda end: None))["status"] == "timeout"

    async def test_hangup(self):
        """A worker that hangs up is lost."""
        assert (await action(lambda end: end.close()))["status"] == "lost"

    async def test_pieces(self):
        """A frame may come byte by byte."""

        def slowly(end):
            for byte in pack(DONE):
                end.sendall(bytes([byte]))

        assert (await action(slowly))["value"] == 1

    async def test_flood_leaves_turns(self):
        """Others get their turns while a worker never stops talking."""
        turns = 0

        async def other():
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        beside = asyncio.create_task(other())
        seen = await action(flood)
        beside.cancel()
        assert seen["status"] in {"timeout", "lost"}
        assert turns > 10

    async def test_closed_by_another_thread(self):
        """An action whose session another thread closes ends at once, and the loop forgets the socket."""
        before = watched()
        async with open_session(executor="process") as session:
            await session.arun("1")
            threading.Timer(0.2, session.close).start()
            seen = await asyncio.wait_for(session.arun("while True: pass"), 15)
        assert seen["status"] == "lost"
        assert watched() == before

    async def test_slow_tool(self):
        """Waiting for a tool does not count: the deadline moves."""

        async def slow() -> int:
            """Take longer than an action may."""
            await asyncio.sleep(0.8)
            return 1

        async with open_session(executor="process", tools=[slow], limits=LIMITS) as session:
            assert (await session.arun("slow() + slow()"))["value"] == 2
            assert (await session.arun("while True: pass"))["status"] == "timeout"

    async def test_large_frames(self):
        """What does not fit into the socket at once is sent and received in pieces."""

        async def large(text: str) -> str:
            """Return the text."""
            return text

        async with open_session(executor="process", tools=[large]) as session:
            assert (await session.arun("len(large('a' * 3_000_000))"))["value"] == 3_000_000


class TestLoops:
    def test_one_after_another(self):
        """A session may go on in another loop, and without one."""
        with open_session(executor="process") as session:
            asyncio.run(session.arun("x = 1"))
            asyncio.run(session.arun("x += 1"))
            assert session.run("x")["value"] == 2
            assert asyncio.run(session.arun("x"))["value"] == 2

    def test_one_a_thread(self):
        """Loops in several threads run sessions side by side."""
        found = []

        async def one(number):
            async with open_session(executor="process") as session:
                found.append((await session.arun(f"{number} * 2"))["value"])

        threads = [threading.Thread(target=asyncio.run, args=(one(number),)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(found) == [0, 2, 4, 6]

    def test_one_that_cannot_watch(self):
        """A loop that can watch no descriptors is served in its own way, deadline and all."""
        loop = Deaf()
        assert loop.run_until_complete(action(lambda end: end.sendall(pack(DONE))))["value"] == 1
        assert loop.run_until_complete(action(lambda end: None))["status"] == "timeout"
        assert loop.run_until_complete(action(lambda end: end.close()))["status"] == "lost"
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

    async def test_one_action_at_a_time(self):
        """Two tasks cannot share a session at once."""
        async with open_session(executor="process") as session:
            await session.arun("1")
            busy = asyncio.create_task(session.arun("while True: pass"))
            await asyncio.sleep(0.1)
            with pytest.raises(ConfigurationError, match="runs an action already"):
                await session.arun("1")
            busy.cancel()
            with pytest.raises(asyncio.CancelledError):
                await busy


def flood(end):
    """Say something for as long as somebody listens."""
    try:
        while True:
            end.sendall(pack({"type": "output", "text": ""}) * 2_000)
    except OSError:
        pass
