"""Start hosts, kill them and their workers, start others, until each run has ended; then judge it.

Hosts are forked from this process, which has imported everything and runs no threads: a real process each, there
in milliseconds.
"""

import json
import os
import random
import signal
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from codenode.testing.crashpoints.host import Outcome, Setup, host
from codenode.testing.crashpoints.judge import Judged, judged
from codenode.testing.crashpoints.points import POINTS, SNAPSHOT_POINTS, WORKER_POINTS, Points, killed
from codenode.testing.crashpoints.programs import DOUBT, PROGRAMS, Program
from codenode.tools.approvals import Decision
from codenode.types import JsonValue

PATIENCE = 60.0
"""Seconds after which a host that still runs hangs."""
SPAN = 1.2
"""Part of the time that hosts take here within which one is killed at random."""
ATTEMPTS = 40
RIVALS = 0.1
"""How often two hosts are started at once."""
SINGLE = ("store",)
"""Journals that do not promise to keep two hosts apart."""
MEMORY = Path("/dev/shm")  # noqa: S108 - folders in it get names of their own
"""Where the files of a run are: a killed process loses nothing that it wrote, wherever; only a power cut would."""
INSTANT = 0.004
"""Seconds within which a worker's save or restore is struck."""
LOST = ("ExecutorError", "IsolationError")
"""What a host says whose fork server or worker was killed before it had begun: the run is started again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What becomes of one host."""

    target: str = ""
    """`point`, `host`, `worker`, `zygote`; empty for nothing."""
    at: str = ""
    """The place where it happens, else at a time."""
    nth: int = 1
    after: float = PATIENCE
    """Seconds since the host began, or since it came to the place."""


@dataclass
class Pace:
    """How long a host takes that nobody kills: machines differ, and are busy."""

    seconds: float = 0.4

    def took(self, seconds: float) -> None:
        """Learn from one."""
        self.seconds += (seconds - self.seconds) * 0.2


@dataclass(kw_only=True)
class Ran:
    """A run, from its first process to its last."""

    program: str
    setup: Setup
    kills: Counter[str] = field(default_factory=Counter)
    attempts: int = 0
    judged: Judged | None = None


def runs(backend: str, kills: int, seed: int, *, server: str = "") -> Iterator[Ran]:
    """Drive runs until so many processes have been killed.

    Args:
        backend: of the journal.
        kills: how many.
        seed: of what is killed when.
        server: where Postgres is.

    Yields:
        Each run, judged.
    """
    if threading.active_count() != 1:
        raise RuntimeError(
            "hosts are forked: drive them from a process without threads, `python -m codenode.testing.crashpoints`"
        )
    chance = random.Random(seed)  # noqa: S311 - which process dies is no secret
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    done, pace = 0, Pace()
    while done < kills:
        with TemporaryDirectory(prefix="codenode-crash-", dir=place, ignore_cleanup_errors=True) as folder:
            setup = Setup(
                folder=Path(folder),
                program=chance.choice(sorted(PROGRAMS)),
                backend=backend,
                server=server,
                asynchronous=chance.random() < 0.5,
                executor=chance.choice(("process", "process", "sandbox")),
                snapshots=chance.choice(("folder", "file", "store" if backend == "store" else "folder")),
            )
            ran = _driven(setup, chance, pace, min(kills - done, chance.randint(1, 4)))
        done += ran.kills.total()
        yield ran


def _driven(setup: Setup, chance: random.Random, pace: Pace, kills: int) -> Ran:
    ran = Ran(program=setup.program, setup=setup)
    program = PROGRAMS[setup.program]
    answer: JsonValue = None
    outcome = Outcome(kind="failed", error=f"not over after {ATTEMPTS} processes")
    while ran.attempts < ATTEMPTS:
        ran.attempts += 1
        plan = _planned(setup, program, chance, pace) if ran.kills.total() < kills else Plan()
        rival = setup.backend not in SINGLE and chance.random() < RIVALS
        started = time.monotonic()
        left, struck = _attempted(setup, plan, answer, chance.getrandbits(32), rival=rival)
        if struck:
            ran.kills[struck] += 1
        else:
            pace.took(time.monotonic() - started)
        if left is None:  # killed: whoever starts it again may know of the answer, or not
            answer = answer if chance.random() < 0.5 else None
        elif left["kind"] == "asked":
            answer = _decided(setup, left["request"]) if chance.random() < 0.9 else answer
        elif left["kind"] == "ended" or not (left["kind"] == "busy" or (struck and left["error"].startswith(LOST))):
            outcome = left
            break
    ran.judged = judged(program, setup.ledger.lines(), outcome)
    return ran


def _planned(setup: Setup, program: Program, chance: random.Random, pace: Pace) -> Plan:
    jailed = setup.executor == "sandbox"
    targets = ["point"] * 5 + ["host"] * 3 + ["worker"] * 2 + ["zygote"] * 2 * jailed + ["saving"] * 3 * program.carries
    target = chance.choice(targets)
    longest = 12 if program.carries else 6
    if target == "point":
        points = POINTS + SNAPSHOT_POINTS * program.carries
        return Plan(target=target, at=chance.choice(points), nth=chance.randint(1, longest), after=0)
    if target == "saving":
        victim = "zygote" if jailed and chance.random() < 0.5 else "worker"
        after = chance.choice((0.0, chance.random() * INSTANT))
        return Plan(
            target=victim, at=chance.choice(WORKER_POINTS), nth=chance.randint(1, len(program.actions)), after=after
        )
    return Plan(target=target, after=chance.random() * SPAN * pace.seconds)


def _decided(setup: Setup, request: Any) -> JsonValue:
    decisions = [_decision(setup, action) for action in request["action_requests"]]
    return {"approval_id": request["approval_id"], "decisions": decisions}


def _decision(setup: Setup, action: Any) -> Decision:
    slot, item = action["args"]["slot"], action["args"]["item"]
    if DOUBT not in action["description"]:
        return PROGRAMS[setup.program].answers.get(slot, {"type": "approve"})
    # As a careful person would: look whether it was done, and have it done if not.
    was_done = any((line["event"], line["slot"]) == ("end", slot) for line in setup.ledger.lines())
    return {"type": "respond", "message": f"did {slot} {item}"} if was_done else {"type": "approve"}


# --- one process ------------------------------------------------------------------------------------------


def _attempted(
    setup: Setup, plan: Plan, answer: JsonValue, seed: int, *, rival: bool = False
) -> tuple[Outcome | None, str]:
    """Run one host; return what it left, None if it was killed, and what was killed.

    Args:
        setup: the run.
        plan: what becomes of the host.
        answer: to what was asked.
        seed: of its own chances.
        rival: a second host is started at the same time, which nobody kills.
    """
    pid = _forked(setup, plan, answer, seed, "outcome")
    other = _forked(setup, Plan(), answer, seed + 1, "rival") if rival else 0
    status, struck = _awaited(pid, plan)
    left = _left(setup, status, "outcome")
    if left is not None and left.get("killed"):
        struck = f"{left['killed']} at a snapshot"
    if other:
        status, _ = _awaited(other, Plan())
        against = _left(setup, status, "rival")
        left = against if left is None or left["kind"] == "busy" else left
    if left is None:
        struck = struck or "point"
    return left, struck


def _forked(setup: Setup, plan: Plan, answer: JsonValue, seed: int, name: str) -> int:
    path = setup.folder / f"{name}.json"
    path.unlink(missing_ok=True)
    pid = os.fork()
    if pid == 0:
        _hosted(setup, plan, answer, path, seed)
    return pid


def _left(setup: Setup, status: int, name: str) -> Outcome | None:
    """Return what a host left behind; None if it was killed."""
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return None
    path = setup.folder / f"{name}.json"
    if not path.exists():
        return Outcome(kind="failed", error=f"the host ended with status {status}")
    left: Outcome = json.loads(path.read_text(encoding="utf-8"))
    return left


def _hosted(setup: Setup, plan: Plan, answer: JsonValue, outcome: Path, seed: int) -> None:
    code = 1
    try:
        random.seed(seed)
        victim = "host" if plan.target == "point" else plan.target
        host(setup, Points(plan.at, plan.nth, victim=victim, after=plan.after), answer, outcome)
        code = 0
    except BaseException:  # noqa: BLE001 - a fork must not go on as its parent
        traceback.print_exc()
    finally:
        os._exit(code)


def _awaited(pid: int, plan: Plan) -> tuple[int, str]:
    """Wait for a host's end, killing what the plan says when it says so; return its status and what was killed."""
    started, struck, due = time.monotonic(), "", bool(plan.target) and not plan.at
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status, struck
        passed = time.monotonic() - started
        if due and passed >= plan.after:
            due = False
            struck = killed(pid, plan.target)
        if passed > PATIENCE:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return 256, struck  # as if it had ended by itself: a host that hangs is a fault
        time.sleep(0.002)
