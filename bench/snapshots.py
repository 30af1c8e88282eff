"""Print what a snapshot costs: save and restore against one pickle of everything, bytes a step, a resume.

The baseline is the prototype's codec: cloudpickle with persistent ids in one stream, in a plain forked
process, its bytes sent over the same kind of socket. `processor` is what a restore takes of the worker's
processor: other programs of the machine do not count. Needs `cloudpickle`, numpy and pandas.
"""

import io
import marshal
import os
import pickle
import socket
import statistics
import struct
import sys
import tempfile
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cloudpickle

from codenode.effects import drive
from codenode.executors.keeping import given, taken
from codenode.executors.limits import Limits
from codenode.executors.sandbox import SandboxExecutor
from codenode.session import open_session
from codenode.snapshots.directory import DirectoryStore
from codenode.snapshots.keys import Keys
from codenode.snapshots.snapshots import Snapshots

ROOMY = Limits(seconds=60, memory_bytes=6 << 30)
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 9
AIM = 1.3
VERBS = ("save", "restore", "processor")
CLASS = "class C{0}:\n    n = {0}\n    def __init__(self, a): self.a = a\n    def m(self): return self.a + f{0}(1)\n"
SPACES = {
    "100 small variables": "".join(f'v{i} = [{i}, "s{i}", {{"k": {i}.5}}]\n' for i in range(100)),
    "dict of 1e5": 'd = {"k" + str(i): i for i in range(100_000)}',
    "list of 1e6 ints": "l = [i for i in range(1_000_000)]",
    "frame 1e5x3, numbers": "import pandas as pd, numpy as np\n"
    'df = pd.DataFrame({"a": np.arange(100_000), "b": np.random.rand(100_000), "c": np.random.rand(100_000)})',
    "frame 1e5, texts": "import pandas as pd, numpy as np\n"
    'df = pd.DataFrame({"a": np.arange(100_000), "s": ["name" + str(i % 1000) for i in range(100_000)]})',
    "20 functions, 5 classes": "".join(f"def f{i}(x, y=2):\n    return x + y + {i}\n" for i in range(20))
    + "".join(CLASS.format(i) for i in range(5))
    + "objs = [C0(1), C1(2)]",
    "numpy 100 MB": "import numpy as np\na = np.ones(12_500_000)",
}


def main() -> None:
    executor = SandboxExecutor()
    print("".join([f"{'namespace':23}", *(f"{verb:>12} {'prototype':>11} {'ratio':>6} " for verb in VERBS)]))
    for name, source in SPACES.items():
        ours, base = of_worker(executor, source), of_prototype(source)
        cells = [f"{a * 1e3:9.2f}ms {b * 1e3:9.2f}ms {a / b:6.2f}" for a, b in zip(ours, base, strict=True)]
        print(f"{name:24} {'  '.join(cells)}   aim {AIM}", flush=True)
    steps(executor)
    resume(executor)
    executor.close()


# --- save and restore -----------------------------------------------------------------------------------


def of_worker(executor: SandboxExecutor, source: str) -> tuple[float, float, float]:
    """Return the median seconds of a whole save and of a restore, transport and hashing on both sides included."""
    saves, restores, processor = [], [], []
    imports = ("numpy", "pandas")
    with open_session(executor=executor, imports=imports, limits=ROOMY) as session:
        assert session.run(source)["status"] == "ok"
        conversation = session._session._conversation  # noqa: SLF001
        for _ in range(ROUNDS):
            seconds, kept = timed(lambda: drive(taken(conversation, {}, ROOMY)))
            saves.append(seconds)
    parts = [(part, kept.bytes[part.digest]) for part in kept.parts]
    for _ in range(ROUNDS):
        with open_session(executor=executor, imports=imports, limits=ROOMY) as session:
            fresh = drive(session._session._opened(None))  # noqa: SLF001
            session._session._conversation = fresh  # noqa: SLF001
            before = spent(fresh.connection.pid)
            restores.append(timed(lambda: drive(given(fresh, parts, ROOMY, unkept=[], gone=[])))[0])  # noqa: B023
            processor.append(spent(fresh.connection.pid) - before)
    return statistics.median(saves), statistics.median(restores), statistics.median(processor)


def spent(pid: int) -> float:
    """Return the seconds a process has had of a processor."""
    return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def of_prototype(source: str) -> tuple[float, float, float]:
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        ours.close()
        prototype(theirs, source)
    theirs.close()
    assert taken_from(ours) == b"ready"
    saves, restores, processor = [], [], []
    for _ in range(ROUNDS):
        seconds, data = timed(lambda: asked(ours, b"save"))
        saves.append(seconds)
        asked(ours, b"fork")
        seconds, used = timed(lambda: asked(ours, b"load" + data))  # noqa: B023
        restores.append(seconds)
        processor.append(float(used))
    ours.close()
    os.waitpid(child, 0)
    return statistics.median(saves), statistics.median(restores), statistics.median(processor)


def asked(end: socket.socket, data: bytes) -> bytes:
    put(end, data)
    return taken_from(end)


def put(end: socket.socket, data: bytes) -> None:
    end.sendall(struct.pack("<Q", len(data)))
    end.sendall(data)


def taken_from(end: socket.socket) -> bytes:
    head = end.recv(8, socket.MSG_WAITALL)
    return end.recv(struct.unpack("<Q", head)[0], socket.MSG_WAITALL) if head else b""


def prototype(end: socket.socket, source: str) -> None:
    """Be the prototype's worker; never returns."""
    space: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__}
    exec(source, space)  # noqa: S102 - the bench's own text
    put(end, b"ready")
    while data := taken_from(end):
        if data == b"save":
            file = io.BytesIO()
            NamespacePickler(file, space).dump({k: v for k, v in space.items() if k[:1] != "_"})
            put(end, file.getvalue())
        elif data == b"fork":
            if child := os.fork():
                os.waitpid(child, 0)
            else:
                put(end, b"here")  # a fresh worker, as ours is: its pages are shared with its parent
                before = time.process_time()
        else:
            NamespaceUnpickler(io.BytesIO(data[4:]), {"__name__": "__main__"}).load()
            put(end, str(time.process_time() - before).encode())
            os._exit(0)
    os._exit(0)


class NamespacePickler(cloudpickle.CloudPickler):  # type: ignore[misc] # no types
    """The prototype's way to write everything down in one stream."""

    def __init__(self, file: io.BytesIO, space: dict[str, Any]) -> None:
        super().__init__(file, protocol=5)
        self.space = space

    def persistent_id(self, value: object) -> str | None:  # noqa: D102 - of the base class
        if value is self.space:
            return "ns"
        return "m:" + value.__name__ if type(value) is types.ModuleType else None

    def reducer_override(self, value: Any) -> Any:  # noqa: D102
        if type(value) is types.FunctionType and value.__globals__ is self.space:
            made = (marshal.dumps(value.__code__), self.space, value.__name__)
            return make_function, made, (value.__defaults__, value.__doc__), None, None, dress_function
        return super().reducer_override(value)


class NamespaceUnpickler(pickle.Unpickler):
    """The prototype's way back."""

    def __init__(self, file: io.BytesIO, space: dict[str, Any]) -> None:
        super().__init__(file)
        self.space = space

    def persistent_load(self, name: str) -> Any:  # noqa: D102
        return self.space if name == "ns" else sys.modules[name[2:]]


def make_function(code: bytes, space: dict[str, Any], name: str) -> types.FunctionType:
    return types.FunctionType(marshal.loads(code), space, name)  # noqa: S302


def dress_function(function: Any, state: tuple[Any, Any]) -> None:
    function.__defaults__, function.__doc__ = state


# --- bytes a step, resume -------------------------------------------------------------------------------


def steps(executor: SandboxExecutor) -> None:
    """Print what a step stores when nothing changed, and when one small variable did."""
    big = "\n".join(f"big{i} = [n * {i} for n in range(20_000)]" for i in range(5))
    small = "\n".join(f"v{i} = {i}" for i in range(200))
    with tempfile.TemporaryDirectory() as folder:
        kept = Snapshots(store=DirectoryStore(folder), keys=Keys([b"k" * 32]))
        with open_session(executor=executor, snapshots=kept, thread="t") as session:
            session.run(f"{big}\n{small}")
            whole = session.save()
            assert whole is not None
            found = []
            for action in ("v0", "v0 += 1", "big0.append(1)"):
                before = size_of(folder)
                session.run(action)
                session.save()
                found.append(size_of(folder) - before)
    nothing, one, list_grew = found
    print(f"a namespace of {whole['size']:,} bytes: a step that changes nothing stores {nothing:,} bytes, one small")
    print(f"variable {one:,}, one of five lists {list_grew:,} (manifests included)")


def size_of(folder: str) -> int:
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def resume(executor: SandboxExecutor) -> None:
    """Print what a session that goes on from 200 variables costs against one that begins anew."""
    source = "\n".join(f"v{i} = {{'n': {i}, 'text': 'x' * {i}}}" for i in range(200))
    with tempfile.TemporaryDirectory() as folder:
        kept = Snapshots(store=DirectoryStore(folder), keys=Keys([b"k" * 32]))
        with open_session(executor=executor, snapshots=kept, thread="t") as session:
            session.run(source)
            ref = session.save()
        pairs = []
        for _ in range(2 * ROUNDS):
            both = []
            for snapshot in (ref, None):
                with open_session(executor=executor, snapshots=kept, thread="t", snapshot=snapshot) as session:
                    both.append(timed(lambda: session.run("1"))[0])
            pairs.append(both)
    ours, fresh = (statistics.median(pair[place] for pair in pairs) for place in (0, 1))
    print(
        f"resume of 200 variables {ours * 1e3:.2f}ms, a fresh session {fresh * 1e3:.2f}ms: {ours / fresh:.2f} (aim 2)"
    )


if __name__ == "__main__":
    main()
