"""Print what codenode costs, as ratios of medians against a baseline taken in the same run."""

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from codenode.effects import drive
from codenode.executors.base import Opening
from codenode.executors.conversation import Conversation
from codenode.executors.limits import Limits
from codenode.executors.process import ProcessExecutor
from codenode.session import open_session

Timed = Callable[[], object]


def main() -> None:
    rows = [
        ("worker ready / bare python", 4.0, *pair(ready, bare, 15)),
        ("x = 1 round trip / socket echo, one core", 8.0, *on_one_core(round_trip)),
        ("x = 1 round trip / socket echo, any core", 0.0, *round_trip()),
        ("import codenode / bare python", 2.0, *pair(imports, bare, 15)),
        ("our CPU a step / create_agent, one tool call", 1.0, *step_cpu()),
    ]
    print(f"{'ratio of medians':46} {'ours':>10} {'baseline':>10} {'ratio':>7} {'aim':>5}")
    for name, aim, ours, base in rows:
        shown = f"{base * 1e3:9.3f}ms {ours / base:7.2f}" if base else f"{'missing':>11} {'':>7}"
        print(f"{name:46} {ours * 1e3:8.3f}ms {shown} {aim or '':>5}")
    print("python", sys.version.split()[0], "cores", os.cpu_count(), "load", os.getloadavg()[0])


def pair(ours: Timed, baseline: Timed, rounds: int) -> tuple[float, float]:
    """Time both in turn, so that a machine that slows down slows both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds + 1):
        for work, found in zip((ours, baseline), times, strict=True):
            started = time.perf_counter()
            work()
            found.append(time.perf_counter() - started)
    return statistics.median(times[0][1:]), statistics.median(times[1][1:])


def bare() -> None:
    subprocess.run([sys.executable, "-I", "-c", "pass"], check=True)


def imports() -> None:
    subprocess.run([sys.executable, "-I", "-c", "import codenode"], check=True)


def ready() -> None:
    opening = Opening(folder=os.getcwd(), limits=Limits())
    connection = ProcessExecutor().start(opening)
    drive(Conversation(connection, opening.limits).open(opening))
    connection.kill()


def round_trip() -> tuple[float, float]:
    ours, theirs = socket.socketpair()
    echo = os.path.join(os.path.dirname(__file__), "echo.py")
    child = subprocess.Popen([sys.executable, "-I", echo, str(theirs.fileno())], pass_fds=[theirs.fileno()])
    theirs.close()
    body = json.dumps({"type": "run", "code": "x = 1", "number": 1}).encode()
    frame = len(body).to_bytes(4, "little") + body

    def baseline() -> None:
        for _ in range(200):
            ours.sendall(frame)
            ours.recv(len(frame), socket.MSG_WAITALL)

    with open_session() as session:

        def action() -> None:
            for _ in range(200):
                session.run("x = 1")

        action()
        found = pair(action, baseline, 9)
    ours.close()
    child.wait()
    return found[0] / 200, found[1] / 200


def on_one_core(measure: Callable[[], tuple[float, float]]) -> tuple[float, float]:
    """Measure with this process and its children on one core.

    Elsewhere the figure is about the machine: the echo's two ends share a core, a worker gets one that
    sleeps meanwhile, and to wake a sleeping core of a virtual machine takes longer than the action.
    """
    if not hasattr(os, "sched_setaffinity"):
        return measure()
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        return measure()
    finally:
        os.sched_setaffinity(0, cores)


def step_cpu() -> tuple[float, float]:
    """Compare CPU of this process per step; both agents make 20 steps with one tool call each."""
    from agents import code_agent_run, create_agent_run

    ours, baseline = code_agent_run(), create_agent_run()
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(8):
        for work, times in ((ours, found[0]), (baseline, found[1])):
            if work is not None:
                started = time.process_time()
                work()
                times.append((time.process_time() - started) / 20)
    return statistics.median(found[0][1:]), statistics.median(found[1][1:]) if found[1] else 0.0


if __name__ == "__main__":
    main()
