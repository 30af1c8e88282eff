"""What every executor must do: run it against one of your own, and against ours."""

from collections.abc import Callable
from dataclasses import replace
from tempfile import TemporaryDirectory

from codenode.executors.base import Executor
from codenode.executors.limits import Limits
from codenode.session import OpenSession, open_session
from codenode.snapshots.directory import DirectoryStore
from codenode.snapshots.keys import Keys
from codenode.snapshots.snapshots import Snapshots
from codenode.types import Observation

LIMITS = Limits(seconds=2, grace=2, output_bytes=5_000, value_bytes=2_000, frame_bytes=1 << 20)
Check = Callable[[OpenSession], None]


def conformance(executor: Executor, limits: Limits = LIMITS) -> list[str]:
    """Check an executor against the contract of a session; return what it fails, best an empty list.

        assert conformance(MyExecutor()) == []

    Each check opens a session of its own, with the tools `double` and `broken`. What the checks ask: variables
    that live from action to action, values and output as they are, errors as observations, tools called and
    their errors raised in the code, time-outs that keep the variables, ceilings of output, values and frames,
    a worker that ends and is replaced, nothing shared between sessions; and, where there is an isolation to rely
    on, variables that are saved and go on in another worker.

    Args:
        executor: starts the workers.
        limits: of each session; the seconds decide how long the checks take, some 5 times as long.

    Returns:
        A line for each failed check: its name and what was seen instead.
    """
    failed = []
    for name, check in CHECKS.items():
        try:
            with open_session(executor=executor, tools=[double, broken], limits=limits) as session:
                check(session)
        except Exception as error:  # noqa: BLE001 - an executor of somebody else's may fail in any way
            failed.append(f"{name}: {type(error).__name__}: {error}")
    failed += _apart(executor, replace(limits))
    if executor.level != "restricted":
        failed += _goes_on(executor, limits)
    return failed


def double(number: int) -> int:
    """Double a number."""
    return number * 2


def broken(reason: str) -> None:
    """Fail for a reason."""
    raise ValueError(reason)


class Unexpected(AssertionError):  # noqa: N818 - says what it saw
    """An executor showed something else than the contract says."""


def _expect(seen: Observation, **wanted: object) -> None:
    for name, value in wanted.items():
        found = seen[name]  # type: ignore[literal-required] # names of an observation
        if found != value:
            raise Unexpected(f"{name} is {found!r:.200} and not {value!r:.200}")


def _expect_fault(seen: Observation, kind: str) -> None:
    found = seen["fault"]["type"] if seen["fault"] else None
    if found != kind:
        raise Unexpected(f"the fault is {found!r} and not {kind!r}")


def _variables(session: OpenSession) -> None:
    session.run("x = 20\ndef f(y): return x + y")
    _expect(session.run("f(1)"), status="ok", value=21, preview="21")


def _output(session: OpenSession) -> None:
    _expect(session.run("print('a', 1)\nprint('b')"), status="ok", output="a 1\nb\n", value=None)


def _much_output(session: OpenSession) -> None:
    seen = session.run("print('a' * 100_000)\nprint('the end')")
    _expect(seen, status="ok", truncated=True)
    if len(seen["output"]) > 20_000 or not seen["output"].endswith("the end\n"):
        raise Unexpected(f"{len(seen['output']):,} characters of output, ending {seen['output'][-20:]!r}")


def _large_value(session: OpenSession) -> None:
    _expect(session.run("list(range(100_000))"), status="ok", truncated=True)


def _error(session: OpenSession) -> None:
    seen = session.run("x = 1\n1 / 0")
    _expect(seen, status="error")
    _expect_fault(seen, "ZeroDivisionError")
    _expect(session.run("x"), value=1)


def _refusal(session: OpenSession) -> None:
    _expect(session.run("x = = 1"), status="rejected")
    _expect(session.run("().__class__.__subclasses__()"), status="rejected")


def _answer(session: OpenSession) -> None:
    _expect(session.run("final_answer([1, 'a'])\nprint('not here')"), status="final", value=[1, "a"], output="")


def _tools(session: OpenSession) -> None:
    _expect(session.run("[double(n) for n in range(3)]"), value=[0, 2, 4])
    _expect(session.run("parallel(double, range(3))"), value=[0, 2, 4])
    _expect(session.run("import asyncio\nawait asyncio.gather(*[double(n) for n in range(3)])"), value=[0, 2, 4])
    _expect(session.run("try:\n    broken('no')\nexcept ValueError as e:\n    print(e)"), output="no\n")
    _expect_fault(session.run("broken('why')"), "ValueError")


def _time(session: OpenSession) -> None:
    session.run("x = 1")
    _expect(session.run("while True:\n    try:\n        pass\n    except Exception:\n        pass"), status="timeout")
    _expect(session.run("x"), value=1)


def _large_frame(session: OpenSession) -> None:
    seen = session.run("double('a' * 5_000_000)")
    if seen["status"] not in {"error", "lost"}:
        raise Unexpected(f"a call over the ceiling of frames ended as {seen['status']!r}")
    _expect(session.run("1 + 1"), value=2)


def _surrogates(session: OpenSession) -> None:
    _expect(session.run("print(ascii('\\ud800'))\n'\\u00e9'"), value="\u00e9", output="'\\ud800'\n")


CHECKS: dict[str, Check] = {
    "variables": _variables,
    "output": _output,
    "much output": _much_output,
    "large value": _large_value,
    "error": _error,
    "refusal": _refusal,
    "answer": _answer,
    "tools": _tools,
    "time": _time,
    "large frame": _large_frame,
    "odd characters": _surrogates,
}


def _apart(executor: Executor, limits: Limits) -> list[str]:
    """Check that two sessions of an executor share nothing, and that a closed one refuses."""
    try:
        with (
            open_session(executor=executor, limits=limits) as one,
            open_session(executor=executor, limits=limits) as two,
        ):
            one.run("x = 1")
            _expect_fault(two.run("x"), "NameError")
    except Exception as error:  # noqa: BLE001
        return [f"sessions apart: {type(error).__name__}: {error}"]
    return []


def _goes_on(executor: Executor, limits: Limits) -> list[str]:
    """Check that variables go on in another worker, bonds, functions and classes included."""
    source = (
        "x = [1]\ny = [x]\ndef f(): return len(x)\nclass A:\n    def g(self): return f()\n"
        "a = A()\nlazy = (n for n in x)"
    )
    try:
        with TemporaryDirectory(prefix="codenode-") as folder:
            snapshots = Snapshots(store=DirectoryStore(folder), keys=Keys([b"conformance" * 3]))
            with open_session(executor=executor, limits=limits, snapshots=snapshots, thread="t") as one:
                _expect(one.run(source), status="ok")
                kept = one.save()
            with open_session(executor=executor, limits=limits, snapshots=snapshots, thread="t", snapshot=kept) as two:
                _expect(two.run("x.append(2)\n[y[0] is x, a.g()]"), status="ok", value=[True, 2])
                _expect_fault(two.run("lazy"), "NameError")
    except Exception as error:  # noqa: BLE001
        return [f"snapshots: {type(error).__name__}: {error}"]
    return []
