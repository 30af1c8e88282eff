"""Print what the jail costs, as ratios of medians against baselines taken in the same run."""

import asyncio
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from others import others
from run import on_one_core
from soak import children, memory, settle

from codenode.effects import Steps, adrive, drive
from codenode.executors.base import Opening
from codenode.executors.conversation import CallRequest, Conversation, Reply
from codenode.executors.limits import Limits
from codenode.executors.process import ProcessExecutor
from codenode.executors.sandbox import SandboxExecutor, Zygote
from codenode.executors.sessions import Session
from codenode.session import open_session
from codenode.types import Observation

LIBRARY = "pandas"
FORKS = """
import os, sys, time
import {library}
for line in sys.stdin:
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    print(time.perf_counter() - started, flush=True)
"""


def main() -> None:
    forking, executor = SandboxExecutor(spares=0), SandboxExecutor()
    rows = [
        (f"fork to ready / bare fork, {LIBRARY} loaded", 3.0, *forks(forking)),
        (f"a spare to ready / fork to ready, {LIBRARY} loaded", 0.2, *spares(executor, forking, LIBRARY)),
        ("a spare to ready / fork to ready, no library", 0.2, *spares(executor, forking)),
        ("fork to ready / a worker process, no library", 1.0, *starts(forking)),
        ("x = 1, async host / asyncio echo, one core", 6.0, *on_one_core(lambda: in_a_loop(answers))),
        (
            "a bare call, async host / asyncio echo, one core",
            0,
            *on_one_core(lambda: in_a_loop(bare_calls)),
        ),
        ("a tool call, async host / asyncio echo, one core", 8.0, *on_one_core(lambda: in_a_loop(calls))),
    ]
    print(f"{'ratio of medians':50} {'ours':>10} {'baseline':>10} {'ratio':>7} {'aim':>5}")
    for name, aim, ours, base in rows:
        print(f"{name:50} {ours * 1e3:8.3f}ms {base * 1e3:8.3f}ms {ours / base:7.2f} {aim or '':>5}")
    beside(executor, forking)
    forking.close()
    print(f"an idle spare: {idle(executor):.1f} MiB private, {idle(executor, LIBRARY):.1f} with {LIBRARY} (aim 5)")
    many(executor, int(sys.argv[1]) if len(sys.argv) > 1 else 500)
    turns(executor, 10_000)
    executor.close()
    print("python", sys.version.split()[0], "cores", os.cpu_count(), "load", os.getloadavg()[0])


def opened(executor: SandboxExecutor | ProcessExecutor, *imports: str) -> float:
    """Start a worker, wait until it is ready, end it; return the seconds up to `ready`."""
    with tempfile.TemporaryDirectory() as folder:
        opening = Opening(folder=folder, imports=imports, limits=Limits())
        started = time.perf_counter()
        connection = executor.start(opening)
        drive(Conversation(connection, opening.limits).open(opening))
        seconds = time.perf_counter() - started
        connection.kill()
        return seconds


def forks(executor: SandboxExecutor) -> tuple[float, float]:
    source = FORKS.format(library=LIBRARY)
    with subprocess.Popen(
        [sys.executable, "-c", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:

        def bare() -> float:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write("\n")
            child.stdin.flush()
            return float(child.stdout.readline())

        return in_turns(lambda: opened(executor, LIBRARY), bare, 21)


def spares(executor: SandboxExecutor, forking: SandboxExecutor, *imports: str) -> tuple[float, float]:
    """Time a session that finds a spare: those that it used up are forked again before the next."""

    def rested(chosen: SandboxExecutor) -> float:
        time.sleep(0.15)
        return opened(chosen, *imports)

    return in_turns(lambda: rested(executor), lambda: rested(forking), 21)


def starts(executor: SandboxExecutor) -> tuple[float, float]:
    return in_turns(lambda: opened(executor), lambda: opened(ProcessExecutor()), 15)


def in_turns(ours: Callable[[], float], baseline: Callable[[], float], rounds: int) -> tuple[float, float]:
    """Return the medians of what both say, asked in turn; the first round warms up."""
    found = [(ours(), baseline()) for _ in range(rounds + 1)][1:]
    return statistics.median(each[0] for each in found), statistics.median(each[1] for each in found)


def beside(executor: SandboxExecutor, forking: SandboxExecutor) -> None:
    """Print what others take to start and to answer, each in turn with ours."""

    @contextmanager
    def session(chosen: SandboxExecutor) -> Iterator[Callable[[], object]]:
        with open_session(executor=chosen) as one:
            yield lambda: one.run("x = 1")

    named = [("a spare", lambda: session(executor)), ("a fork", lambda: session(forking)), *others()]
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(12):
        for name, start in named:
            time.sleep(0.1)
            begun = time.perf_counter()
            with start() as answer:
                answer()
                first = time.perf_counter() - begun
                again = time.perf_counter()
                for _ in range(100):
                    answer()
                found.setdefault(name, []).append((first, (time.perf_counter() - again) / 100))
    print(f"{'':50} {'first answer':>12} {'each more':>12}")
    for name, times in found.items():
        first, more = (statistics.median(each[which] for each in times[1:]) for which in (0, 1))
        print(f"{name:50} {first * 1e3:10.2f}ms {more * 1e3:10.3f}ms")


def in_a_loop(row: Callable[[SandboxExecutor], Coroutine[Any, Any, tuple[float, float]]]) -> tuple[float, float]:
    """Measure with a server of workers of its own: it keeps to the core that the host keeps to."""
    executor = SandboxExecutor()
    try:
        return asyncio.run(row(executor))
    finally:
        executor.close()


async def answers(executor: SandboxExecutor) -> tuple[float, float]:
    async with open_session(executor=executor) as session:
        return await against_echo(lambda: session.arun("x = 1"), 200)


async def calls(executor: SandboxExecutor) -> tuple[float, float]:
    """One call of a tool that is awaited, seen as a part of an action with many."""

    async def nothing() -> int:
        """Return one."""
        return 1

    async with open_session(executor=executor, tools=[nothing], tool_calls=10**9) as session:
        await session.arun("nothing()")
        many, echo = await against_echo(lambda: session.arun("for _ in range(200):\n    nothing()"), 1, echoes=200)
        return many / 200, echo / 200


async def bare_calls(executor: SandboxExecutor) -> tuple[float, float]:
    """The exchange of a call alone: the host answers at once, without tools and what checks their use."""

    def answered(requests: Sequence[CallRequest]) -> Steps[list[Reply]]:
        yield from ()
        return [Reply(value=1) for _ in requests]

    def action(code: str) -> Steps[Observation]:
        return session.run(code, calls=answered, tell=lambda _: None)

    session = Session(executor=executor, tools=[("nothing", "nothing() -> int")])
    await adrive(action("nothing()"))
    loop = "for _ in range(200):\n    nothing()"
    many, echo = await against_echo(lambda: adrive(action(loop)), 1, echoes=200)
    session.close()
    return many / 200, echo / 200


async def against_echo(work: Callable[[], object], times: int, echoes: int | None = None) -> tuple[float, float]:
    """Return the median seconds of our work and of as many echoes over a socketpair, in turns."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    script = Path(__file__).with_name("echo.py")
    child = subprocess.Popen(  # noqa: ASYNC220 - before the clock runs
        [sys.executable, "-I", script, str(theirs.fileno())], pass_fds=[theirs.fileno()]
    )
    theirs.close()
    body = b'{"type":"run","code":"x = 1"}'
    frame = len(body).to_bytes(4, "little") + body
    loop = asyncio.get_running_loop()
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(10):
        started = time.perf_counter()
        for _ in range(times):
            await work()  # type: ignore[misc]
        middle = time.perf_counter()
        for _ in range(echoes or times):
            await loop.sock_sendall(ours, frame)
            got = 0
            while got < len(frame):
                got += len(await loop.sock_recv(ours, 65536))
        found[0].append((middle - started) / times)
        found[1].append((time.perf_counter() - middle) / times)
    ours.close()
    child.wait()
    return statistics.median(found[0][1:]), statistics.median(found[1][1:])


def many(executor: SandboxExecutor, count: int) -> None:
    """Open sessions side by side; each must answer, and each must be gone afterwards."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 8 * count)), hard))
    descriptors = len(os.listdir("/proc/self/fd"))
    sessions = [open_session(executor=executor) for _ in range(count)]
    started = time.perf_counter()
    answers = sum(session.run(f"{number} + 1")["value"] == number + 1 for number, session in enumerate(sessions))
    seconds = time.perf_counter() - started
    private = [_private(session._session.connection.pid) for session in sessions]  # type: ignore[union-attr]  # noqa: SLF001
    for session in sessions:
        session.close()
    left = len(os.listdir("/proc/self/fd")) - descriptors
    server: Zygote = executor.zygote(())
    print(
        f"{count} sessions at once: {answers} answered, {seconds / count * 1e3:.1f} ms each, "
        f"{statistics.median(private) / 1024:.1f} MiB private each (aim 5), {left} descriptors left, "
        f"server {'alive' if server.alive() else 'gone'}"
    )


def idle(executor: SandboxExecutor, *imports: str) -> float:
    """Return the MiB that a spare shares with nobody, before a session has it."""
    opened(executor, *imports)
    time.sleep(0.3)
    with tempfile.TemporaryDirectory() as folder:
        connection = executor.start(Opening(folder=folder, imports=imports, limits=Limits()))
        size = _private(connection.pid)
        connection.kill()
    return size / 1024


def turns(executor: SandboxExecutor, actions: int) -> None:
    """Run actions in sessions that are opened and closed in turn, and in some that are used again and again."""
    _in_turn(executor, 2_000)  # warm: allocators, and the threads' own memory
    before = held()
    started = time.perf_counter()
    _in_turn(executor, actions)
    seconds = time.perf_counter() - started
    left = [
        f"{after - first:+.1f} {name}" for (name, after), first in zip(held().items(), before.values(), strict=True)
    ]
    print(f"{actions:,} actions through 8 threads in {seconds:.0f} s: {', '.join(left)}")


def _in_turn(executor: SandboxExecutor, actions: int) -> None:
    """Run half of the actions five to a session, the other half in one session a thread."""

    def fresh(number: int) -> None:
        with open_session(executor=executor) as session:
            for _ in range(5):
                assert session.run(f"x = {number}\nx + 1")["value"] == number + 1

    def used(number: int) -> None:
        with open_session(executor=executor) as session:
            for turn in range(actions // 16):
                assert session.run(f"{number} + {turn}")["value"] == number + turn

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(fresh, range(actions // 10)))
        list(pool.map(used, range(8)))


def held() -> dict[str, float]:
    """Return what this process holds: memory, descriptors, processes (with what it forked from), threads."""
    settle()
    left = children()
    return {
        "MiB": memory(os.getpid()),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "processes": len(left),
        "MiB in the servers": sum(map(memory, left)),
    }


def _private(pid: int) -> int:
    """Return the kilobytes that a worker shares with nobody; only root sees them of a jailed one."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


if __name__ == "__main__":
    main()
