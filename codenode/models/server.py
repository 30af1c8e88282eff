"""How does a model file become an OpenAI-compatible server that never outlives us?

`ModelServer` starts this module as a child process, `python -m codenode.models.server MODEL`. The child
prints one line of JSON with its address, and ends when its standard input closes: however the parent dies,
the kernel closes that pipe.
"""

import argparse
import atexit
import importlib.util
import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from codenode.errors import CodenodeError, MissingExtra, ModelFileError
from codenode.models.cache import REMEDY, cache_folder

_START_SECONDS = 300
_LOG_BYTES = 1 << 20


class ModelServer:
    """A child process that serves one model file on a free port of 127.0.0.1."""

    def __init__(self, path: Path, process: subprocess.Popen[bytes], log: IO[bytes]) -> None:
        self._path = path
        self._process = process
        self._log = log
        self._log_start = log.tell()
        self._owner = os.getpid()
        self._url = ""
        self.key = ""
        """What the server wants as API key: other users of this machine are not served."""

    @classmethod
    def start(cls, path: Path | str, *, context: int = 8192, threads: int | None = None) -> Self:
        """Start a server and wait until the model is loaded (seconds).

        Args:
            path: the GGUF file.
            context: most tokens of a prompt and its answer together.
            threads: of the child; all cores by default.

        Raises:
            ModelFileError: The file is missing, is no GGUF file, or cannot be loaded.
            MissingExtra: The runtime is not installed.
        """
        path = Path(path)
        _check(path)
        log = _open_log()
        command = _command(path, context=context, threads=threads or _cores())
        server = cls(path, _spawn(command, log), log)
        try:
            server._wait()
        except BaseException:
            server.kill()
            raise
        atexit.register(server.close)
        return server

    @property
    def url(self) -> str:
        """Address without `/v1`.

        Raises:
            CodenodeError: The server is dead; the message has the last lines of its log.
        """
        if not self.alive:
            raise CodenodeError(f"the server of {self._path} ended{self._last_words()}")
        return self._url

    @property
    def alive(self) -> bool:
        """Whether the child runs (a forked copy of us does not know and says yes)."""
        return os.getpid() != self._owner or self._process.poll() is None

    @property
    def pid(self) -> int:
        """Process id of the child."""
        return self._process.pid

    def close(self) -> None:
        """End the child; again is harmless, and in a forked copy of us it does nothing."""
        if os.getpid() != self._owner:
            return
        atexit.unregister(self.close)
        _pipe(self._process.stdin).close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()
        self._log.close()

    def kill(self) -> None:
        """End the child without asking: while it loads a model it does not listen."""
        self._process.kill()
        self._process.wait()
        for pipe in (_pipe(self._process.stdin), _pipe(self._process.stdout), self._log):
            pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _wait(self) -> None:
        timer = threading.Timer(_START_SECONDS, self._process.kill)
        timer.start()
        try:
            with _pipe(self._process.stdout) as out:
                line = out.readline()
        finally:
            timer.cancel()
        if not line:
            self._process.wait()
            raise ModelFileError(
                f"model file {self._path} could not be loaded; if it is damaged, delete it and run {REMEDY}"
                f"{self._last_words()}"
            )
        told = json.loads(line)
        self._url, self.key = told["url"], told["key"]

    def _last_words(self) -> str:
        name = self._log.name
        with Path(name).open("rb") as log:
            log.seek(self._log_start)
            lines = log.read().decode(errors="replace").strip().splitlines()
        return "\n".join([f"; log {name}", *lines[-8:]])


def _check(path: Path) -> None:
    if not path.is_file():
        raise ModelFileError(f"there is no model file {path}; {REMEDY} fetches one")
    with path.open("rb") as file:
        magic = file.read(4)
    if magic != b"GGUF":
        raise ModelFileError(f"{path} is no GGUF model file: it begins with {magic!r}, not b'GGUF'")
    if importlib.util.find_spec("xllamacpp") is None:
        raise MissingExtra("model 'local'", "local")


def _open_log() -> IO[bytes]:
    try:
        return _log_in(cache_folder())
    except OSError:
        # A read-only home is no reason not to run.
        return _log_in(Path(tempfile.gettempdir()) / "codenode")


def _log_in(folder: Path) -> IO[bytes]:
    folder.mkdir(parents=True, exist_ok=True)
    log = (folder / "model-server.log").open("ab")
    if log.tell() > _LOG_BYTES:
        log.truncate(0)
        log.seek(0)
    return log


def _command(path: Path, *, context: int, threads: int) -> list[str]:
    # -P: the child must not find modules in whatever folder the user works in.
    start = [sys.executable, "-P", "-m", "codenode.models.server", str(path.absolute())]
    return [*start, "--context", str(context), "--threads", str(threads)]


def _spawn(command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the child in a process group of its own, so that Ctrl-C reaches us and not it."""
    pipe = subprocess.PIPE
    return subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=pipe, stdout=pipe, stderr=log, env=_environment(busy=_is_busy()), process_group=0
    )


def _environment(*, busy: bool) -> dict[str, str]:
    """The child's environment: the way to our own package, and how its threads wait.

    OpenMP threads that wait by spinning are half as fast again on an idle machine, and many times slower
    on a busy one, where they take the cores from each other. So: spin unless the machine is busy now;
    what the user has set stays.
    """
    root = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH")
    here = {"PYTHONPATH": os.pathsep.join([root, known] if known else [root])}
    calm = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"} if busy else {}
    return calm | os.environ | here


def _is_busy() -> bool:
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > _cores() / 2


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None, "the child is started with pipes"
    return pipe


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve a model file until standard input closes."""
    parent = os.getppid()
    options = _options(arguments)
    threading.Thread(target=_end_with_input, daemon=True).start()
    answer = _own_output()
    try:
        server = _serve(options)
    except RuntimeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    with answer:
        json.dump({"url": server.listening_address, "key": options.key}, answer)
    # A process forked from the parent may hold the pipe open after the parent's death.
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="codenode.models.server", description=main.__doc__)
    parser.add_argument("model")
    parser.add_argument("--threads", type=int, default=_cores())
    parser.add_argument("--context", type=int, default=8192)
    options = parser.parse_args(arguments)
    # Made here and told through the pipe: a command line is for every user to read.
    options.key = secrets.token_urlsafe(24)
    return options


def _end_with_input() -> None:
    # Not through `sys.stdin`: its lock, held here, would break the interpreter's end.
    while os.read(0, 1024):
        pass
    # The runtime's own threads do not end when asked nicely.
    os._exit(0)


def _own_output() -> IO[str]:
    """Keep standard output for the one line; whatever the runtime prints goes to the log."""
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return answer


def _serve(options: argparse.Namespace) -> Any:
    import xllamacpp  # noqa: PLC0415 - only the child may load the runtime

    params = xllamacpp.CommonParams()
    params.model.path = options.model
    # The name in every answer; by default it is the path, which is nobody's business.
    params.model_alias = {Path(options.model).stem}
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = options.threads
    params.n_ctx = options.context
    params.n_parallel = 1
    params.use_jinja = True
    # Trial runs at the start: three times as long to load, for nothing on a processor.
    params.warmup = params.fit_params = False
    # Kept prompts of earlier conversations, in MiB; the default is 8 GiB.
    params.cache_ram_mib = 512
    params.verbosity = 2
    _close_doors(params, options.key)
    return xllamacpp.Server(params)


def _close_doors(params: Any, key: str) -> None:
    """Listen on this machine only, for programs and not for web pages, and show nobody the prompts."""
    params.hostnames = ["127.0.0.1"]
    params.api_keys = [key]
    params.port = 0
    params.cors_origins = "http://127.0.0.1"
    params.ui = params.endpoint_slots = False


if __name__ == "__main__":
    sys.exit(main())
