"""A worker that sends without end costs the host bounded memory and bounded time."""

import asyncio
import multiprocessing
import os
import resource
import sys

import pytest
from executors.hostile import Programmed
from sample import double

from codenode import Limits, open_session
from codenode.testing import FakeExecutor
from codenode.worker.frames import pack

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a socketpair is passed on")

CEILING = 1 << 20
# What JSON may grow to while it is read and taken: a few bytes of it are an empty list, in two or three copies.
GROWTH = 100 * CEILING
LIMITS = Limits(seconds=0.7, grace=0.3, frame_bytes=CEILING)
GIGABYTE = {
    "announced": "send((1 << 30).to_bytes(4, 'little'))\nwhile True: send(b'a' * 65536)",
    "garbage": "while True: send(b'a' * 65536)",
    "output": "for _ in range(1 << 14): send(frame(type='output', text='a' * 60_000))",
    "small output": "data = frame(type='output', text='a') * 1000\nwhile True: send(data)",
    "no output": "data = frame(type='output', text='') * 1000\nwhile True: send(data)",
    "calls": "while True: call('double', 'a' * 1_000_000)",
    "unknown tools": "while True: call('none')",
    "lists": "while True: call('double', [[]] * 250_000)",
    "objects": "while True: call('double', [{}] * 250_000)",
    "value": "send(frame(type='done', status='ok', value='a' * 1_000_000))",
    "values": "send(frame(type='done', status='ok', value=[[]] * 250_000))",
    "preview": "send(frame(type='done', status='ok', preview='a' * 1_000_000))",
    "message": "send(frame(type='done', status='error', fault={'type': 'E', 'message': 'a' * 1_000_000, 'hint': ''}))",
    "whitespace": "data = b' ' * (1 << 20)\nwhile True: send(len(data).to_bytes(4, 'little') + data)",
    "keys": "while True: call('double', **{str(n): n for n in range(40_000)})",
    "headers": "while True: send(bytes(65536))",
    "displays": "while True: send(frame(type='display', mime='image/png', data='iVBORw0KGgo=', text='1x1'))",
}

# Each takes seconds; these differ little from others that are always tried.
OFTEN = pytest.mark.skipif("CODENODE_FUZZ" not in os.environ, reason="tried by make fuzz")
MARKS = {"lists": OFTEN, "unknown tools": OFTEN}


def grown(program, *, on_loop):
    """Return the status of an action with the program, and by how much this process's peak of memory grew."""
    with open_session(executor="inprocess", tools=[double]) as warm:
        warm.run("1")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open_session(executor=Programmed(program), tools=[double], limits=LIMITS, tool_calls=1_000) as session:
        seen = asyncio.run(session.arun("1")) if on_loop else session.run("1")
    return seen["status"], (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024


@pytest.fixture(scope="class")
def host():
    """Return a host process of its own: a peak never goes down again."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        yield pool


class TestGigabyte:
    @pytest.mark.parametrize(
        "program", [pytest.param(GIGABYTE[name], marks=MARKS.get(name, ()), id=name) for name in GIGABYTE]
    )
    def test_is_bounded(self, host, program):
        """Whatever is streamed, the host holds no more than the ceiling of frames lets it."""
        status, memory = host.apply(grown, (program,), {"on_loop": False})
        assert status in {"lost", "timeout", "limit"}
        assert memory < GROWTH

    @pytest.mark.parametrize("name", ["small output", "calls"])
    def test_on_an_event_loop(self, host, name):
        """So it is where an event loop reads."""
        status, memory = host.apply(grown, (GIGABYTE[name],), {"on_loop": True})
        assert status in {"lost", "timeout", "limit"}
        assert memory < GROWTH


class TestTurns:
    async def test_others_go_on(self):
        """While a worker floods, the event loop serves others."""
        turns = 0

        async def others():
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        serving = asyncio.ensure_future(others())
        async with open_session(executor=Programmed(GIGABYTE["small output"]), limits=LIMITS) as session:
            assert (await session.arun("1"))["status"] in {"lost", "timeout"}
        serving.cancel()
        assert turns > 100


class TestUnread:
    def test_stops_reading(self):
        """A worker that does not take what it asked for is late, not waited for."""

        def large() -> str:
            """Return more than a socket holds."""
            return "a" * 900_000

        program = "call('large')\nimport time; time.sleep(60)"
        limits = Limits(seconds=0.3, grace=0.2, frame_bytes=CEILING)
        with open_session(executor=Programmed(program), tools=[large], limits=limits) as session:
            assert session.run("1")["status"] == "timeout"

    def test_source(self):
        """So it is with an action's source."""
        limits = Limits(seconds=0.3, grace=0.2)
        with open_session(executor=Programmed("import time; time.sleep(60)"), limits=limits) as session:
            assert session.run("#" * 10_000_000)["status"] == "timeout"


class TestLate:
    def test_reply_after_the_kill(self):
        """What a worker sends after its end is nobody's: the next action hears its own worker alone."""
        number = 0

        def part(end):
            nonlocal number
            number += 1
            if number == 1:
                end.sendall(pack({"type": "done", "status": "great"}))
                while end.recv(65536):
                    pass  # until the host hangs up
            end.sendall(pack({"type": "done", "status": "ok", "value": number}))

        with open_session(executor=FakeExecutor(part), limits=LIMITS) as session:
            assert session.run("1")["status"] == "lost"
            assert session.run("1")["value"] == 2

    def test_second_end(self):
        """A second last frame is heard as the next action's, which is its own worker's lie to itself."""
        twice = pack({"type": "done", "status": "ok", "value": 1}) + pack({"type": "done", "status": "great"})
        with open_session(executor=FakeExecutor(lambda end: end.sendall(twice)), limits=LIMITS) as session:
            assert session.run("1")["value"] == 1
            assert session.run("1")["status"] == "lost"

    @pytest.mark.parametrize("numbers", [[0], [-1], [10**300], [7, 7], [True], ["1"], [None], [1.0]])
    def test_wrong_numbers(self, numbers):
        """Calls without a number of their own are no calls."""
        wanted = [{"id": number, "tool": "double", "args": [4], "kwargs": {}} for number in numbers]
        said = pack({"type": "calls", "calls": wanted})
        with open_session(
            executor=FakeExecutor(lambda end: end.sendall(said)), tools=[double], limits=LIMITS
        ) as session:
            assert session.run("1")["status"] == "lost"
