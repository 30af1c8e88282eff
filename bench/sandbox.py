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
from collections.abc import Callable
from pathlib import Path

from run import on_one_core, pair

from codenode.effects import drive
from codenode.executors.base import Opening
from codenode.executors.conversation import Conversation
from codenode.executors.limits import Limits
from codenode.executors.process import ProcessExecutor
from codenode.executors.sandbox import SandboxExecutor, Zygote
from codenode.session import open_session

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
    executor = SandboxExecutor()
    rows = [
        (f"fork to ready / bare fork, {LIBRARY} loaded", 3.0, *forks(executor)),
        ("start to ready / a worker process, no library", 1.0, *starts(executor)),
        ("x = 1, async host / asyncio echo, one core", 6.0, *on_one_core(lambda: asyncio.run(answers(executor)))),
        ("a tool call, async host / asyncio echo, one core", 8.0, *on_one_core(lambda: asyncio.run(calls(executor)))),
    ]
    print(f"{'ratio of medians':50} {'ours':>10} {'baseline':>10} {'ratio':>7} {'aim':>5}")
    for name, aim, ours, base in rows:
        print(f"{name:50} {ours * 1e3:8.3f}ms {base * 1e3:8.3f}ms {ours / base:7.2f} {aim:5.1f}")
    many(executor, int(sys.argv[1]) if len(sys.argv) > 1 else 500)
    executor.close()


def opened(executor: SandboxExecutor | ProcessExecutor, *imports: str) -> None:
    """Start a worker, wait until it is ready, end it."""
    with tempfile.TemporaryDirectory() as folder:
        opening = Opening(folder=folder, imports=imports, limits=Limits())
        connection = executor.start(opening)
        drive(Conversation(connection, opening.limits).open(opening))
        connection.kill()


def forks(executor: SandboxExecutor) -> tuple[float, float]:
    source = FORKS.format(library=LIBRARY)
    with subprocess.Popen(
        [sys.executable, "-c", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        told: list[float] = []

        def bare() -> None:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write("\n")
            child.stdin.flush()
            told.append(float(child.stdout.readline()))

        bare()
        opened(executor, LIBRARY)
        found = pair(lambda: opened(executor, LIBRARY), bare, 21)
    return found[0], statistics.median(told[1:])


def starts(executor: SandboxExecutor) -> tuple[float, float]:
    opened(executor)
    return pair(lambda: opened(executor), lambda: opened(ProcessExecutor()), 15)


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


def _private(pid: int) -> int:
    """Return the kilobytes that a worker shares with nobody; only root sees them of a jailed one."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


if __name__ == "__main__":
    main()
