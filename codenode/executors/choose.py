"""Turn the name of an executor into one, and say so when it is not there or too weak."""

import logging
import sys
from functools import cache

from codenode.errors import IsolationError, UnknownExecutor
from codenode.executors.base import Executor, Level
from codenode.executors.layers import check_level
from codenode.executors.report import NO_WORKERS, examine

log = logging.getLogger("codenode")

LATER = {
    "docker": "the Docker executor is not there yet",
    "wasm": "the WebAssembly executor is not there yet",
    "remote": "remote executors are not there yet",
}
NAMES = ("auto", "sandbox", "process", "inprocess")


def choose(executor: str | Executor, require: Level | None = None) -> Executor:
    """Return the executor of that name; `auto` is the strongest isolation this machine has.

    Args:
        executor: a name, or one of your own.
        require: the weakest level that will do, e.g. `"sandbox"`.

    Raises:
        UnknownExecutor: the name is unknown, or one that the design names for later.
        IsolationError: this machine does not have it, or it is weaker than `require`; the message names the
            missing layer and the remedy.
    """
    found = _own(executor) if not isinstance(executor, str) else _named(executor)
    if require is not None:
        why = f" ({reason()})" if executor == "auto" else ""
        check_level(found.level, require, why)
    return found


def _own(executor: Executor) -> Executor:
    if isinstance(executor, type):
        raise UnknownExecutor(f"executor={executor.__name__} is a class; give an instance: {executor.__name__}(...)")
    if not (callable(getattr(executor, "start", None)) and hasattr(executor, "level")):
        raise UnknownExecutor(
            f"executor={executor!r:.80} is no executor; give one of {', '.join(NAMES)}, or an object with a `level` "
            "and a method `start`"
        )
    return executor


def _named(name: str) -> Executor:
    if name in LATER:
        raise UnknownExecutor(f"executor {name!r}: not yet, {LATER[name]}; use executor='auto'")
    if name not in NAMES:
        raise UnknownExecutor(f"unknown executor {name!r}; there are {', '.join(NAMES)}")
    if name == "auto":
        name = "process" if reason() else "sandbox"
    if name == "sandbox" and (why := reason()):
        raise IsolationError(f"executor 'sandbox' cannot be had here: {why}")
    return _made(name)


@cache
def reason() -> str:
    """Say why workers cannot be jailed here; empty when they can. Tried, and logged, once."""
    why = _lacking()
    if why:
        log.warning("workers are not jailed on this machine (%s)", why)
    else:
        log.info("workers are jailed: level sandbox")
    return why


def _lacking() -> str:
    if sys.platform != "linux":
        return f"the jail is made of Linux, and this is {sys.platform}; see `codenode doctor` for what there is"
    report = examine(_made("sandbox"))  # type: ignore[arg-type] # the executor of that name
    walls = {f"wall against: {name}": "report this" for name, held in report["attempts"].items() if not held}
    lacking = {**report["missing"], **walls}
    return "; ".join(f"no {name}: {remedy}" for name, remedy in lacking.items())


@cache
def _made(name: str) -> Executor:
    if name == "inprocess":
        from codenode.executors.inprocess import InprocessExecutor  # noqa: PLC0415 - only who asks loads it

        return InprocessExecutor()
    if sys.platform == "win32":
        raise IsolationError(f"no process isolation on this system yet: {NO_WORKERS}")
    if name == "sandbox":
        from codenode.executors.sandbox import SandboxExecutor  # noqa: PLC0415

        return SandboxExecutor()
    from codenode.executors.process import ProcessExecutor  # noqa: PLC0415

    return ProcessExecutor()
