"""Show that attacks reach their targets where a layer is off: each in a process of its own, thrown away.

Run as a program: it reads orders from standard input (`[{"path": ..., "switch": ..., "reach": ...}, ...]`, JSON)
and writes what each came to, a line each. Nothing is jailed here: the attacks only read harmless markers, and
what they would start or connect to is stopped at the event by which it is seen.
"""

import ast
import asyncio
import builtins
import inspect
import json
import os
import resource
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from codenode.escapes.stand_ins import OUTSIDE, USER, tool

SECONDS = 20
PATIENCE = 0.4
"""Seconds after which an attack that goes on is believed to be endless."""
MEMORY = 512 << 20
REACHED = b"reached"
DONE, RAISED = 33, 34
# Loaded once, before the forks: each would do it anew.
_SLOW = {"matplotlib": "matplotlib.pyplot", "sklearn": "sklearn.ensemble", "scipy": "scipy.stats", "PIL": "PIL.Image"}

Order = dict[str, str]
Space = dict[str, Any]


def main() -> None:
    """Try every attack that was ordered."""
    sys.path.append(OUTSIDE)  # a module that only says that it was imported
    orders: list[Order] = json.load(sys.stdin)
    for name in sorted({order["needs"] for order in orders} - {""}):
        __import__(_SLOW.get(name, name))
    for order in orders:
        sys.stdout.write(json.dumps({"path": order["path"], "said": _thrown_away(order)}) + "\n")
        sys.stdout.flush()


def _thrown_away(order: Order) -> str:
    """Try one attack in a fork; return what it came to, `reached` if it succeeded."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _be_attacked(order, theirs)
    os.close(theirs)
    with os.fdopen(ours, "rb") as said:
        text = said.read().decode(errors="replace")
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return "reached" if order["switch"] == "endless" else text or f"ended by {signal.Signals(number).name}"
    return text or "said nothing"


def _be_attacked(order: Order, say: int) -> None:
    """Run the attack; never returns."""
    said = b"ended"
    try:
        with tempfile.TemporaryDirectory() as folder:
            _prepare(folder, endless=order["switch"] == "endless")
            said = _SWITCHES[order["switch"]](order, _reached(say, folder))
    except BaseException as error:  # noqa: BLE001 - whatever it raises is told
        said = _shown(error)
    os.write(say, said)
    os._exit(0)


def _prepare(folder: str, *, endless: bool) -> None:
    os.setsid()
    os.chdir(folder)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    if endless:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # Its default action: no code of the attack has a say.
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    else:
        signal.alarm(SECONDS)


def _reached(say: int, folder: str) -> Callable[..., None]:
    def reached(*_: object) -> None:
        # Nothing more of the attack runs; what it left goes with its folder.
        os.write(say, REACHED)
        os.chdir("/")
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)

    return reached


def _shown(error: BaseException) -> bytes:
    """Show an error as a trusting host does: that, too, may set something off."""
    text = "".join(traceback.format_exception(error))
    return f"{type(error).__name__}: {str(error)[:300]}\n{text[-1_000:]}".encode(errors="replace")


# --- the switches -----------------------------------------------------------------------------------


def _plain(order: Order, reached: Callable[..., None]) -> bytes:
    """Nothing of ours: CPython itself, and the real libraries."""
    return _executed(_text(order), order, reached)


def _bytes(order: Order, reached: Callable[..., None]) -> bytes:
    """CPython, which takes the source as bytes and believes its encoding cookie."""
    return _executed(Path(order["path"]).read_bytes(), order, reached)


def _executed(source: str | bytes, order: Order, reached: Callable[..., None]) -> bytes:
    builtins.reached = reached  # type: ignore[attr-defined]
    space: Space = {"__name__": "__main__", "tool": tool, "reached": reached, "outside": OUTSIDE}
    exec(USER, space)  # noqa: S102 - our own text
    _run(compile(source, order["path"], "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True), space)
    return b"ended"


def _run(code: Any, space: Space) -> None:
    if not code.co_flags & inspect.CO_COROUTINE:
        exec(code, space)  # noqa: S102 - the attack
        return

    async def main() -> None:
        await eval(code, space)  # noqa: S307 - the attack

    asyncio.run(main())


def _event(order: Order, reached: Callable[..., None]) -> bytes:
    """CPython, in which an audit event shows that the attack was about to succeed, and stops it there."""
    wanted = order["reach"].removeprefix("event ")

    def hook(event: str, _: object) -> None:
        if event == wanted:
            reached()

    sys.addaudithook(hook)
    return _plain(order, reached)


def _waits(order: Order, reached: Callable[..., None]) -> bytes:
    """CPython, in which a call of a tool is a future of asyncio, or a coroutine, and `parallel` a plain function."""
    from codenode.escapes import stand_ins  # noqa: PLC0415 - it loads asyncio

    awaited = stand_ins.awaited_as_a_coroutine if "coroutine" in order["reach"] else stand_ins.awaited
    space: Space = {"__name__": "__main__", "tool": awaited, "parallel": stand_ins.parallel, "reached": reached}
    code = compile(_text(order), order["path"], "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)

    async def main() -> None:
        waited = eval(code, space)  # noqa: S307 - the attack
        if waited is not None:
            await waited

    if "loop of its own" in order["reach"]:
        exec(code, space)  # noqa: S102 - the attack
    else:
        asyncio.run(main())
    return b"ended"


def _facades(order: Order, reached: Callable[..., None]) -> bytes:
    """A room with its builtins and facades, in which source is neither rewritten nor guarded."""
    from codenode.worker.policy.compiler import compile_action  # noqa: PLC0415 - for these attacks only

    room = _room(reached)
    room.run(compile_action(USER, "<user>"))
    native = {name: getattr(builtins, name) for name in ("getattr", "setattr", "delattr", "vars")}
    room.globals["__builtins__"].update(native)
    code = compile(_text(order), order["path"], "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    value = eval(code, room.globals)  # noqa: S307 - the attack
    if inspect.iscoroutine(value):
        room._awaiting().run(value)  # noqa: SLF001 - as `Room.run` does
    return b"ended"


def _spelled(order: Order, reached: Callable[..., None]) -> bytes:
    """A room whose guards have names that source can spell, RestrictedPython's own."""
    from codenode.worker.policy import names  # noqa: PLC0415 - before what takes them from there

    names.READ, names.WRITE = "_getattr_", "_write_"
    from codenode.worker.policy.compiler import compile_action  # noqa: PLC0415

    room = _room(reached)
    room.run(compile_action(USER, "<user>"))
    room.run(compile_action(_text(order), order["path"]))
    return b"ended"


def _room(reached: Callable[..., None]) -> Any:
    from codenode.worker.policy.room import Room  # noqa: PLC0415

    return Room(builtins={"tool": tool, "reached": reached, "print": print, "outside": OUTSIDE}, warn=_unheard)


def _unheard(_: str) -> None:
    """Take a warning."""


def _endless(order: Order, reached: Callable[..., None]) -> bytes:
    """CPython under a ceiling of memory: the attack must be stopped, or run into the ceiling."""
    try:
        return _plain(order, reached)
    except (MemoryError, RecursionError):
        return REACHED


def _wire(order: Order, _: Callable[..., None]) -> bytes:
    """CPython with a socket to a host that checks nothing: what the attack wrote arrives there."""
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        ours.close()
        signal.alarm(2)
        _hang_up_after(order)
    theirs.close()
    ours.settimeout(3)
    arrived = ours.recv(64)
    if not arrived:
        time.sleep(0.05)  # it hung up; if it has ended, too, it will soon be seen to
    ended, status = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    told = os.WIFSIGNALED(status) or os.WEXITSTATUS(status) not in {DONE, RAISED}
    return REACHED if arrived or not ended or told else b"nothing arrived"


def _hang_up_after(order: Order) -> None:
    """Run the attack and end as one that did nothing; never returns."""
    status = RAISED
    with suppress(BaseException):
        exec(compile(_text(order), order["path"], "exec"), {"__name__": "__main__"})  # noqa: S102 - the attack
        status = DONE
    os._exit(status)


def _text(order: Order) -> str:
    return Path(order["path"]).read_bytes().decode()


_SWITCHES: dict[str, Callable[[Order, Callable[..., None]], bytes]] = {
    "plain": _plain,
    "bytes": _bytes,
    "event": _event,
    "facades": _facades,
    "spelled": _spelled,
    "endless": _endless,
    "wire": _wire,
    "waits": _waits,
}

if __name__ == "__main__":
    main()
