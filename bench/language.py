"""Print what the language costs: workloads as ratios of medians against plain `exec`, engine by engine."""

import builtins
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from workloads import ACTION, WORKLOADS

from codenode.worker.policy.compiler import compile_action
from codenode.worker.policy.room import Room

ROUNDS = 15
SLOW_ROUNDS = 3
LIBRARIES = {"numpy": "numpy", "pandas group-by": "pandas"}

Ready = Callable[[], object]
Engine = Callable[[str], Ready]


def main() -> None:
    engines = dict(_engines())
    print(f"{'workload':22} {'exec':>10}", *(f"{name:>12}" for name in engines if name != "exec"))
    ratios: dict[str, list[float]] = {name: [] for name in engines}
    for workload, source in WORKLOADS.items():
        if not _has(LIBRARIES.get(workload, "")):
            print(f"{workload:22} its library is not installed")
            continue
        found = measured(engines, source)
        base = found["exec"]
        cells = []
        for name in engines:
            if name != "exec":
                ratio = found[name] / base if name in found else None
                cells.append(f"{ratio:12.2f}" if ratio else f"{'cannot':>12}")
                if ratio and workload not in LIBRARIES:
                    ratios[name].append(ratio)
        print(f"{workload:22} {base * 1e3:8.2f}ms", *cells)
    means = [f"{statistics.geometric_mean(ratios[n]):12.2f}" if ratios[n] else "" for n in engines if n != "exec"]
    print(f"{'geometric mean':22} {'':>10}", *means, "(without the libraries, of what each can run)")
    for title, aim, ours, theirs in (compiling(), importing()):
        print(f"{title:44} {ours * 1e6:8.1f}us {theirs * 1e6:8.1f}us {ours / theirs:6.2f} (aim {aim})")
    print("python", sys.version.split()[0])


def measured(engines: dict[str, Engine], source: str) -> dict[str, float]:
    """Return the median seconds of each engine that can run the source; rounds are interleaved."""
    ready: dict[str, Ready] = {}
    for name, engine in engines.items():
        try:
            run = engine(source)
            run()
        except Exception:  # noqa: BLE001, S112 - an engine that cannot run this has no figure
            continue
        ready[name] = run
    times: dict[str, list[float]] = {name: [] for name in ready}
    for number in range(ROUNDS):
        for name, run in ready.items():
            if name in SLOW and number >= SLOW_ROUNDS:
                continue
            started = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - started)
    return {name: statistics.median(found) for name, found in times.items()}


# --- the engines ----------------------------------------------------------------------------------------


def plain(source: str) -> Ready:
    code = compile(source, "<action>", "exec")
    return lambda: exec(code, {"__name__": "__main__"})  # noqa: S102 - the baseline


def ours(source: str) -> Ready:
    code = compile_action(source, "<action>")
    room = Room(builtins={}, imports=["numpy", "pandas"], warn=lambda _: None)
    return lambda: room.run(code)


def stock(source: str) -> Ready:
    """RestrictedPython with the guards its documentation and Zope use."""
    from RestrictedPython import compile_restricted, safe_builtins, utility_builtins
    from RestrictedPython.Eval import default_guarded_getitem, default_guarded_getiter
    from RestrictedPython.Guards import full_write_guard, guarded_iter_unpack_sequence, safer_getattr

    code = compile_restricted(source, "<action>", "exec")
    known = {**safe_builtins, **utility_builtins}
    added = "dict list range sum max sorted enumerate set __import__ __build_class__"
    known.update((name, getattr(builtins, name)) for name in added.split())
    names = {
        "__builtins__": known,
        "__name__": "__main__",
        "__metaclass__": _writable,
        "_getattr_": safer_getattr,
        "_getitem_": default_guarded_getitem,
        "_getiter_": default_guarded_getiter,
        "_iter_unpack_sequence_": guarded_iter_unpack_sequence,
        "_write_": full_write_guard,
        "_inplacevar_": _in_place,
    }
    return lambda: exec(code, dict(names))  # noqa: S102


def _writable(name: str, bases: tuple[type, ...], names: dict[str, Any]) -> type:
    return type(name, bases, {**names, "_guarded_writes": True})


def _in_place(_: str, left: Any, right: Any) -> Any:
    return left + right


def smolagents(source: str) -> Ready:
    from smolagents.local_python_executor import LocalPythonExecutor

    def run() -> object:
        executor = LocalPythonExecutor(["json", "numpy", "pandas"], timeout_seconds=None)
        executor.send_tools({})
        return executor(source)

    return run


def monty(source: str) -> Ready:
    """Monty's own worker process, kept open: its start does not count."""
    from pydantic_monty import Monty

    if not _OPEN:
        _OPEN.append(_STACK.enter_context(_STACK.enter_context(Monty()).checkout()))
    return lambda: _OPEN[0].feed_run(source)


_STACK = ExitStack()
_OPEN: list[Any] = []
SLOW = {"smolagents"}


def _engines() -> Iterator[tuple[str, Engine]]:
    yield "exec", plain
    yield "codenode", ours
    yield "RestrictedPython", stock
    if _has("smolagents"):
        _unlimited()
        yield "smolagents", smolagents
    if _has("pydantic_monty"):
        yield "monty", monty


def _unlimited() -> None:
    from smolagents import local_python_executor

    local_python_executor.MAX_OPERATIONS = local_python_executor.MAX_WHILE_ITERATIONS = 10**12


def _has(module: str) -> bool:
    try:
        __import__(module or "sys")
    except ImportError:
        return False
    return True


# --- compiling and importing ----------------------------------------------------------------------------


def pair(left: Ready, right: Ready, times: int) -> tuple[float, float]:
    """Return the median seconds of one call of each, measured in turns."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for run, kept in zip((left, right), found, strict=True):
            started = time.perf_counter()
            for _ in range(times):
                run()
            kept.append((time.perf_counter() - started) / times)
    return statistics.median(found[0]), statistics.median(found[1])


def compiling() -> tuple[str, float, float, float]:
    """Compare compiling a new action with `compile`, which parses and compiles too."""
    found = pair(lambda: compile_action(ACTION, "<action>"), lambda: compile(ACTION, "<action>", "exec"), 50)
    return "compile a 10-line action / compile()", 8.0, *found


def importing() -> tuple[str, float, float, float]:
    source = "for _ in range(1000):\n    import math\n"
    found = pair(ours(source), plain(source), 1)
    return "1,000 times `import math` again / exec", 3.0, *found


if __name__ == "__main__":
    with _STACK:
        main()
