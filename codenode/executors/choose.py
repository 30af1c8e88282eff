"""Turn the name of an executor into one, and say so when it is not there."""

import os
from functools import cache

from codenode.errors import IsolationError, UnknownExecutor
from codenode.executors.base import Executor

LATER = {
    "sandbox": "the jailed process is not there yet",
    "docker": "the Docker executor is not there yet",
    "wasm": "the WebAssembly executor is not there yet",
    "remote": "remote executors are not there yet",
}
NAMES = ("auto", "process", "inprocess")


def choose(executor: str | Executor) -> Executor:
    """Return the executor of that name; `auto` is the strongest isolation there is (today `process`).

    Raises:
        UnknownExecutor: the name is unknown, or one that the design names for later.
        IsolationError: `auto`, and this machine has no process isolation.
    """
    if not isinstance(executor, str):
        return executor
    if executor in LATER:
        raise UnknownExecutor(f"executor {executor!r}: not yet, {LATER[executor]}; use executor='process'")
    if executor not in NAMES:
        raise UnknownExecutor(f"unknown executor {executor!r}; there are {', '.join(NAMES)}")
    return _made(executor)


@cache
def _made(name: str) -> Executor:
    if name == "inprocess":
        from codenode.executors.inprocess import InprocessExecutor  # noqa: PLC0415 - only who asks loads it

        return InprocessExecutor()
    if os.name != "posix":
        raise IsolationError("no process isolation on this system yet: workers need a Unix socketpair")
    from codenode.executors.process import ProcessExecutor  # noqa: PLC0415

    return ProcessExecutor()
