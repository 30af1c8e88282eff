"""A conversation that ends at any byte, in any way, is an observation or a worker that did not get ready."""

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from executors.hostile import ENDS, Player, Recorder
from sample import double

from codenode import ExecutorError, Limits, open_session
from codenode.worker.frames import HEADER

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="plays with a shell")

CODE = "print('begun')\ndouble(4)"
PATIENT = Limits(seconds=30, grace=30, start_seconds=60)
HASTY = Limits(seconds=0.1, grace=0.1, start_seconds=0.2)
AT_ONCE = 40
MORE = "CODENODE_FUZZ" in os.environ


@pytest.fixture(scope="module")
def recording():
    """Return what a real worker said in one action, and how much of it came before the action."""
    recorder = Recorder()
    with open_session(executor=recorder, tools=[double], limits=PATIENT) as session:
        assert session.run(CODE)["value"] == 8
    said = recorder.connections[0].said
    ready = 0
    for _ in ("confined", "ready"):
        ready += HEADER.size + HEADER.unpack_from(said, ready)[0]
    return said, ready


def limits_for(then):
    """Return limits: only who neither speaks nor ends must be waited for."""
    return PATIENT if then in {"exits", "is killed"} else HASTY


def outcome(said, size, then):
    """Run the action with the worker that ends there."""
    player = Player(said, size, ENDS[then])
    try:
        with open_session(executor=player, tools=[double], limits=limits_for(then)) as session:
            return session.run(CODE)["status"]
    except ExecutorError:
        return "not ready"
    finally:
        player.close()


async def aoutcome(said, size, then, turn):
    """Do the same on an event loop."""
    player = Player(said, size, ENDS[then])
    try:
        async with turn, open_session(executor=player, tools=[double], limits=limits_for(then)) as session:
            return (await session.arun(CODE))["status"]
    except ExecutorError:
        return "not ready"
    finally:
        player.close()


def expected(recording, then):
    """Return what may be seen for each number of bytes."""
    said, ready = recording
    if then in {"exits", "is killed"}:
        # At the end the answer to the call may find nobody.
        return [{"not ready"}] * ready + [{"lost"}] * (len(said) - ready) + [{"ok", "lost"}]
    # A machine under load may take longer to start the process than it has.
    return [{"not ready"}] * ready + [{"timeout", "not ready"}] * (len(said) - ready) + [{"ok", "timeout", "not ready"}]


def sizes(recording):
    """Return where to cut: everywhere in `make fuzz`, else in and around the headers, and here and there."""
    said = recording[0]
    starts, at = [], 0
    while at < len(said):
        starts.append(at)
        at += HEADER.size + HEADER.unpack_from(said, at)[0]
    near = {size for start in [*starts, at] for size in range(start - 2, start + HEADER.size + 2)}
    return [n for n in range(len(said) + 1) if MORE or n in near or n % 11 == 0]


def disagreements(recording, then, found):
    """Return where something else was seen than may be."""
    allowed = expected(recording, then)
    return {size: seen for size, seen in found.items() if seen not in allowed[size]}


@pytest.mark.parametrize("then", ENDS)
class TestEveryByte:
    def test_sync(self, recording, then):
        """Cut at any byte, the blocking driver says what happened."""
        cuts = sizes(recording)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = pool.map(lambda size: outcome(recording[0], size, then), cuts)
            assert disagreements(recording, then, dict(zip(cuts, found, strict=True))) == {}

    async def test_async(self, recording, then):
        """So does the one on an event loop."""
        cuts, turn = sizes(recording), asyncio.Semaphore(AT_ONCE)
        found = await asyncio.gather(*(aoutcome(recording[0], size, then, turn) for size in cuts))
        assert disagreements(recording, then, dict(zip(cuts, found, strict=True))) == {}
