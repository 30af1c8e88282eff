"""Run attacks on the workers of this machine, and say what came of each."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Literal

from codenode.errors import ExecutorError
from codenode.escapes.attack import Attack
from codenode.escapes.proof import is_here
from codenode.escapes.stand_ins import USER
from codenode.escapes.workers import FreeExecutor, RawExecutor, trapped
from codenode.executors.base import Executor
from codenode.executors.choose import reason
from codenode.executors.limits import Limits
from codenode.session import OpenSession, open_session
from codenode.types import Observation

Verdict = Literal["held", "got through", "unclear", "skipped"]
"""`unclear`: it ended by an error of its own, a missing name say; that is no defence."""
Outcome = tuple[Verdict, str]

AT_ONCE = 2
LIMITS = Limits(seconds=60)
SMALL = Limits(
    seconds=0.6, grace=0.6, memory_bytes=768 << 20, output_bytes=10_000, value_bytes=5_000, frame_bytes=1 << 20
)
"""What the attacks on ceilings and on the wire get."""
STOPPED = frozenset({"timeout", "limit", "lost"})
CEILINGS = frozenset({"MemoryError", "RecursionError", "OverflowError"})
MISTAKES = frozenset({"NameError", "SyntaxError", "ImportError", "ModuleNotFoundError"})


class Workers:
    """The executors that a run of the corpus needs, started when they are asked for."""

    def __init__(self) -> None:
        self.trapped = trapped()
        self.raw = RawExecutor()
        self.is_jailed = not reason()
        """Where there is no jail, nothing may run without the language layer."""

    def close(self) -> None:
        """End them all."""
        for executor in (self.trapped, self.raw):
            if hasattr(executor, "close"):
                executor.close()


@contextmanager
def workers() -> Iterator[Workers]:
    """Give executors, and end them."""
    made = Workers()
    try:
        yield made
    finally:
        made.close()


def outcomes(attacks: Sequence[Attack], by: Workers, tell: Callable[[Attack], None] = lambda _: None) -> list[Outcome]:
    """Run each attack in a worker of its own; return what came of each, in order."""

    def tried(attack: Attack) -> Outcome:
        found = outcome(attack, by)
        tell(attack)
        return found

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(tried, attacks))


def freed(attacks: Sequence[Attack]) -> dict[str, Outcome]:
    """Run attacks on the system in workers that nothing holds; return what came of each by its id.

    `got through`; `held` where this machine lacks the thing, or keeps it from everybody; else `unclear`.
    """
    executor = FreeExecutor()
    try:
        return {attack.id: _system(attack, executor) for attack in attacks}
    finally:
        executor.close()


def outcome(attack: Attack, by: Workers) -> Outcome:
    """Run one attack; a failure of the host itself is the worst of outcomes."""
    if not is_here(attack):
        return "skipped", f"{attack.needs} is not installed"
    native = attack.group in {"system", "protocol"}
    if native and not by.is_jailed:
        return "skipped", "there is no jail here"
    try:
        return _JUDGES[attack.group](attack, by.raw if native else by.trapped)
    except ExecutorError as error:
        return "unclear", str(error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the attack brought it about
        return "got through", f"the host failed: {type(error).__name__}: {error}"


def _language(attack: Attack, executor: Executor) -> Outcome:
    with _opened(attack, executor, LIMITS) as session:
        session.run(USER)
        seen = session.run(attack.source)
        fault = seen["fault"]
        if fault and fault["type"] == "Reached":
            return "got through", fault["message"]
        if fault and fault["type"] == "NameError" and attack.expect != "raises NameError":
            return "unclear", fault["message"]
        return _alive(session, _told(seen))


def _exhaustion(attack: Attack, executor: Executor) -> Outcome:
    with _opened(attack, executor, SMALL) as session:
        seen = session.run(attack.source)
        if mistake := _mistake(seen):
            return "unclear", mistake
        fault = seen["fault"]
        stopped = seen["status"] in STOPPED or seen["truncated"] or (fault and fault["type"] in CEILINGS)
        return _alive(session, _told(seen)) if stopped else ("got through", "no ceiling stopped it")


def _protocol(attack: Attack, executor: Executor) -> Outcome:
    with _opened(attack, executor, SMALL) as session:
        seen = session.run(attack.source)
        if mistake := _mistake(seen):
            return "unclear", mistake
        session.run("1 + 1")  # what a hostile worker says to this may be a lie; the host takes it
    with _opened(attack, executor, SMALL) as session:  # of the same server
        found = session.run("print(1 + 1)")["output"]
    return ("held", _told(seen)) if found == "2\n" else ("got through", f"another session counts {found!r}")


def _system(attack: Attack, executor: Executor) -> Outcome:
    with _opened(attack, executor, LIMITS) as session:
        seen = session.run(attack.source)
    if mistake := _mistake(seen):
        return "unclear", mistake
    return ("got through" if "GOT" in seen["output"] else "held"), _told(seen)


_JUDGES: dict[str, Callable[[Attack, Executor], Outcome]] = {
    "language": _language,
    "libraries": _language,
    "exhaustion": _exhaustion,
    "protocol": _protocol,
    "system": _system,
}


def _opened(attack: Attack, executor: Executor, limits: Limits) -> OpenSession:
    return open_session(executor=executor, imports=[attack.needs] if attack.needs else (), limits=limits)


def _alive(session: OpenSession, told: str) -> Outcome:
    """Ask whether the session still counts right; one that a hostile worker confused does not."""
    seen = session.run("1 + 1")
    return ("held", told) if seen["value"] == 2 else ("got through", f"afterwards 1 + 1 was {seen['value']!r}")


def _mistake(seen: Observation) -> str:
    """Return the error that ended an attack before it did anything, empty where there is none."""
    fault = seen["fault"]
    return fault["message"] or fault["type"] if fault and fault["type"] in MISTAKES else ""


def _told(seen: Observation) -> str:
    fault = seen["fault"]
    return f"{seen['status']}: {fault['type']}: {fault['message']}" if fault else f"{seen['status']}: {seen['output']}"
