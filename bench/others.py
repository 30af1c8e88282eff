"""The same two questions for what one would use instead: how long to a worker, how long for an answer."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

IMAGE = "python:3.11-slim"
LOOP = """
import sys
space = {}
print("ready", flush=True)
for line in sys.stdin:
    exec(line, space)
    print("done", flush=True)
"""

Answer = Callable[[], object]
Start = Callable[[], AbstractContextManager[Answer]]


def others() -> Iterator[tuple[str, Start]]:
    """Give the name of each that is here, and what starts one: a context that answers `x = 1`."""
    yield "a plain subprocess", lambda: piped([sys.executable, "-I", "-c", LOOP])
    if has("pydantic_monty"):
        yield "Monty", monty
    if docker():
        limits = ["--network", "none", "--read-only", "--cap-drop", "ALL", "--memory", "512m", "--user", "65534"]
        yield "Docker", lambda: piped(["docker", "run", "--rm", "-i", *limits, IMAGE, "python", "-I", "-c", LOOP])


@contextmanager
def piped(command: list[str]) -> Iterator[Answer]:
    """Start a Python that runs a line at a time."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()

        def answer() -> None:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write("x = 1\n")
            child.stdin.flush()
            child.stdout.readline()

        yield answer
        child.stdin.close()


@contextmanager
def monty() -> Iterator[Answer]:
    """Start Monty's pool, and take a worker out of it."""
    from pydantic_monty import Monty

    with Monty() as pool, pool.checkout() as worker:
        yield lambda: worker.feed_run("x = 1")


def has(module: str) -> bool:
    try:
        __import__(module)
    except ImportError:
        return False
    return True


def docker() -> bool:
    """Say whether there is a daemon, and the image."""
    program = shutil.which("docker")
    if program is None:
        return False
    found = subprocess.run([program, "image", "inspect", IMAGE], capture_output=True, check=False)
    return found.returncode == 0
