"""Where does the plain loop run its code? In a child process that can be killed, and nothing more.

This is no sandbox: the code has every right of the user. The baseline is what many write at first, and is
only for comparison; run it where nothing can be lost.
"""

import contextlib
import io
import json
import multiprocessing
import os
import sys
import traceback
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from codenode.evaluation.task import Toolmaker
from codenode.types import JsonValue

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

if sys.platform != "win32":
    import resource

MOST_MEMORY = 4 << 30
MOST_OUTPUT = 4000


class Outcome(TypedDict):
    """What a block of code showed."""

    output: str
    error: str
    """Last line of the traceback; empty when nothing was raised."""
    final: bool
    """The code called `final_answer`."""
    value: JsonValue


class FinalAnswer(BaseException):
    """The code gave its answer; as a BaseException it passes through an `except Exception` of the code."""

    def __init__(self, value: Any) -> None:
        self.value = value
        super().__init__()


class Child:
    """A process that runs blocks of code in one namespace and is started when it is first needed.

    Args:
        tools: makes the functions the code may call; it must be importable, the child calls it.
        folder: where the code runs.
        seconds: a block that takes longer is killed with its process, and the variables with it.
    """

    def __init__(self, tools: Toolmaker, folder: Path, *, seconds: float = 10.0) -> None:
        self.tools = tools
        self.folder = folder
        self.seconds = seconds
        self.process: BaseProcess | None = None
        self.pipe: Connection[bytes, bytes] | None = None

    def run(self, code: str) -> Outcome:
        """Run a block; whatever happens to the child is an outcome."""
        pipe = self.pipe or self.start()
        pipe.send_bytes(code.encode(errors="replace"))
        if not pipe.poll(self.seconds):
            self.close()
            return failed(f"TimeoutError: stopped after {self.seconds:g} seconds; all variables are lost")
        try:
            outcome: Outcome = json.loads(pipe.recv_bytes())
        except (EOFError, OSError, ValueError):
            self.close()
            return failed("RuntimeError: the interpreter died; all variables are lost")
        return outcome

    def start(self) -> Connection:
        """Start the process and wait until it is ready, so that a block's time is its own."""
        # Not forked: the parent has threads, and a fork of them can hang.
        context = multiprocessing.get_context("spawn")
        near, far = context.Pipe()
        process = context.Process(target=serve, args=(far, self.tools, str(self.folder)), daemon=True)
        process.start()
        far.close()
        self.process, self.pipe = process, near
        near.recv_bytes()
        return near

    def close(self) -> None:
        """End the process and forget it."""
        if self.process is not None and self.pipe is not None:
            self.process.kill()
            self.process.join()
            self.process.close()
            self.pipe.close()
        self.process = self.pipe = None


def failed(error: str) -> Outcome:
    """Return the outcome of a block that did not get to its end."""
    return Outcome(output="", error=error, final=False, value=None)


def serve(pipe: Connection, tools: Toolmaker, folder: str) -> None:
    """Run block after block until the parent is gone."""
    os.chdir(folder)
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    namespace: dict[str, Any] = {tool.__name__: tool for tool in tools()}
    namespace |= {"__name__": "__main__", "final_answer": final_answer}
    pipe.send_bytes(b"ready")
    with contextlib.suppress(EOFError):
        while True:
            pipe.send_bytes(text_of(outcome(pipe.recv_bytes().decode(), namespace)).encode())


def outcome(code: str, namespace: Mapping[str, Any]) -> Outcome:
    """Run one block and tell what came of it."""
    printed, error, final, value = io.StringIO(), "", False, None
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            exec(compile(code, "<block>", "exec"), namespace)  # type: ignore[arg-type]  # noqa: S102 - the point
    except FinalAnswer as answer:
        final, value = True, answer.value
    except BaseException as raised:  # noqa: BLE001 - `exit()` of the code must not end the child
        error = traceback.format_exception_only(raised)[-1].strip()
    return Outcome(output=printed.getvalue()[:MOST_OUTPUT], error=error, final=final, value=value)


def final_answer(value: Any) -> None:
    """Give the answer and end the run."""
    raise FinalAnswer(value)


def text_of(result: Outcome) -> str:
    """Write an outcome as JSON; a value that is no JSON data goes as text."""
    try:
        return json.dumps(result, default=as_data)
    except (TypeError, ValueError, RecursionError):
        return json.dumps({**result, "value": str(result["value"])})


def as_data(value: Any) -> JsonValue:
    """Turn a value that JSON does not know into one that it knows."""
    return list(value) if isinstance(value, set | frozenset) else str(value)
