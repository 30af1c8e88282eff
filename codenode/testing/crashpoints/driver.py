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
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from codenode.testing.crashpoints.host import Outcome, Setup, host
from codenode.testing.crashpoints.judge import Judged, judged
from codenode.testing.crashpoints.points import POINTS, Points
from codenode.testing.crashpoints.programs import DOUBT, PROGRAMS
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
LOST = ("ExecutorError", "IsolationError")
"""What a host says whose fork server or worker was killed before it had begun: the run is started again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What becomes of one host."""

    target: str = ""
    """`point`, `host`, `worker`, `zygote`; empty for nothing."""
    at: str = ""
    nth: int = 1
    after: float = PATIENCE
    """Seconds."""


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
        plan = _planned(setup, chance, pace) if ran.kills.total() < kills else Plan()
        rival = setup.backend not in SINGLE and chance.random() < RIVALS
        started = time.monotonic()
        left, killed = _attempted(setup, plan, answer, chance.getrandbits(32), rival=rival)
        if killed:
            ran.kills[killed] += 1
        else:
            pace.took(time.monotonic() - started)
        if left is None:  # killed: whoever starts it again may know of the answer, or not
            answer = answer if chance.random() < 0.5 else None
        elif left["kind"] == "asked":
            answer = _decided(setup, left["request"]) if chance.random() < 0.9 else answer
        elif left["kind"] == "ended" or not (left["kind"] == "busy" or (killed and left["error"].startswith(LOST))):
            outcome = left
            break
    ran.judged = judged(program, setup.ledger.lines(), outcome)
    return ran


def _planned(setup: Setup, chance: random.Random, pace: Pace) -> Plan:
    targets = ["point"] * 5 + ["host"] * 3 + ["worker"] * 2 + ["zygote"] * 2 * (setup.executor == "sandbox")
    target = chance.choice(targets)
    if target == "point":
        return Plan(target=target, at=chance.choice(POINTS), nth=chance.randint(1, 6))
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
    status, killed = _awaited(pid, plan)
    left = _left(setup, status, "outcome")
    if other:
        status, _ = _awaited(other, Plan())
        against = _left(setup, status, "rival")
        left = against if left is None or left["kind"] == "busy" else left
    if left is None:
        killed = killed or "point"
    return left, killed


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
        host(setup, Points(plan.at, plan.nth), answer, outcome)
        code = 0
    except BaseException:  # noqa: BLE001 - a fork must not go on as its parent
        traceback.print_exc()
    finally:
        os._exit(code)


def _awaited(pid: int, plan: Plan) -> tuple[int, str]:
    """Wait for a host's end, killing what the plan says when it says so; return its status and what was killed."""
    started, killed, due = time.monotonic(), "", plan.target not in {"", "point"}
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status, killed
        passed = time.monotonic() - started
        if due and passed >= plan.after:
            due = False
            killed = _killed(pid, plan.target)
        if passed > PATIENCE:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return 256, killed  # as if it had ended by itself: a host that hangs is a fault
        time.sleep(0.002)


def _killed(pid: int, target: str) -> str:
    """Kill a host, its fork server, or a worker of it; say which, empty where there is none yet."""
    children = _children(pid)
    victims = {
        "host": [pid],
        "zygote": children,
        "worker": [worker for child in children for worker in _children(child)] or children,
    }[target]
    for victim in victims[:1]:
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
            return target
    return ""


def _children(pid: int) -> Sequence[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, task.read_text(encoding="ascii").split())
    return sorted(found)
