"""Keep one interpreter alive from action to action, and start a fresh one when it is gone."""

import asyncio
import logging
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from codenode.effects import Blocking, Steps
from codenode.errors import ConfigurationError
from codenode.executors.base import Connection, Executor, Level, Opening
from codenode.executors.conversation import CallRequest, Calls, Conversation, Reply, Show, Tell, Unready
from codenode.executors.keeping import Perished, given, taken
from codenode.executors.limits import Limits
from codenode.given import listed
from codenode.snapshots.manifest import Manifest, check_saving
from codenode.snapshots.snapshots import Opened, Snapshots
from codenode.types import Observation, SnapshotRef, Variable, new_seed

log = logging.getLogger("codenode")

NAMES = 50
DEAD = 3
"""Workers in a row that may be dead when they are taken: all spares, and one with its server."""
_BACK = "the variables are back as they were when they were last saved; what this action changed in them is gone"


@dataclass(kw_only=True)
class Session:
    """A session as the host sees it: opened at the first action, reopened after a loss, closed once."""

    executor: Executor
    limits: Limits = field(default_factory=Limits)
    tools: Sequence[tuple[str, str]] = ()
    imports: Sequence[str] = ()
    files: Sequence[Path] = ()
    seed: int = field(default_factory=new_seed)
    """What hashes, random numbers and new ids of the code come from; the same in each worker of a lineage."""
    actions: int = 0
    """How many actions it has run."""
    variables: list[Variable] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Names of variables that went with an earlier worker, here or of the run this one goes on with."""
    reads: list[int] = field(default_factory=list)
    """What the last action read from clocks, in nanoseconds: a replay of it is given the same."""
    preludes: Sequence[str] = ()
    """Code that a new worker runs before its first action, unless it begins with a snapshot: what it defines."""
    head: str = ""
    """Id of the last action it ran: what a resumed run compares with its own."""
    snapshots: Snapshots | None = None
    """Where the variables can be saved."""
    thread: str = ""
    namespace: str = ""
    snapshot: SnapshotRef | None = None
    """The last one: what the next worker begins with."""
    _saved: list[Variable] = field(default_factory=list)
    _manifest: Manifest | None = None
    _busy: threading.Lock = field(default_factory=threading.Lock)
    _folder: Path | None = None
    _conversation: Conversation | None = None

    @property
    def level(self) -> Level:
        """How the code is isolated."""
        return self.executor.level

    @property
    def connection(self) -> Connection | None:
        """The running worker, None before the first action and after a loss."""
        return self._conversation.connection if self._conversation else None

    def run(
        self, code: str, *, calls: Calls, tell: Tell, show: Show | None = None, reads: Sequence[int] = ()
    ) -> Steps[Observation]:
        """Run an action in this session; a lost worker is replaced at the next one.

        Args:
            code: Python source.
            calls: answers the code's calls of tools.
            tell: is told what the code prints.
            show: is given the figures and images the code shows.
            reads: what an earlier run of the action read from clocks; further readings are live.
        """
        with self._taken():
            try:
                conversation = self._conversation  # a `close` from elsewhere takes the other one away
                if conversation is None:
                    opened = (yield from self._checked(self.snapshot)) if self.snapshot else None
                    conversation = self._conversation = yield from self._opened(opened)
                self.actions += 1
                try:
                    seen = yield from conversation.run(code, calls=calls, tell=tell, show=show, reads=reads)
                finally:
                    self.reads = conversation.reads  # of an action that pauses half-way, too
            except BaseException:
                self._conversation = None  # the conversation has killed its worker
                raise
        if self._ended():
            self._conversation = None
            self._fall_back(seen)
        else:
            self.variables = seen["variables"]
        return seen

    def _fall_back(self, seen: Observation) -> None:
        """Say what became of the variables: the next worker begins with the last snapshot, or with nothing."""
        if self.snapshot is None:
            _name_lost(seen, self.variables)
            self.lose([variable["name"] for variable in self.variables])
            self.variables = seen["variables"]
            return
        kept = {variable["name"] for variable in self._saved}
        self.lose([variable["name"] for variable in self.variables if variable["name"] not in kept])
        self.variables = list(self._saved)
        if seen["fault"] is not None:
            seen["fault"]["hint"] = _BACK

    def save(self) -> Steps[SnapshotRef | None]:
        """Save the variables as the last action left them; None where there are none yet.

        Raises:
            SnapshotError: they could not be saved; the session goes on.
            ConfigurationError: the session has nowhere to save to.
        """
        snapshots = self._snapshots()
        check_saving(self.level)
        with self._taken():
            conversation = self._conversation
            if conversation is None:
                return self.snapshot
            known = {part.digest: part for part in self._manifest.parts} if self._manifest else {}
            try:
                kept = yield from taken(conversation, known, self.limits)
            finally:
                if self._ended():
                    self._conversation = None
            self.snapshot, self._manifest = yield from snapshots.keep(
                kept,
                thread=self.thread,
                namespace=self.namespace,
                level=self.level,
                seed=self.seed,
                imports=self.imports,
            )
            gone = {item["name"] for item in kept.unkept}
            self._saved = [variable for variable in self.variables if variable["name"] not in gone]
            return self.snapshot

    def restore(self, snapshot: SnapshotRef) -> Steps[None]:
        """Go on from a snapshot, in a worker of its own.

        Raises:
            SnapshotRefused: it cannot be opened; the session is as it was.
            SnapshotError: the worker could not read it.
        """
        with self._taken():
            opened = yield from self._checked(snapshot)
            self._end_worker()
            self.snapshot = snapshot
            self._conversation = yield from self._opened(opened)

    def _snapshots(self) -> Snapshots:
        if self.snapshots is None:
            raise ConfigurationError("this session keeps no snapshots; open it with snapshots=a folder and thread=")
        return self.snapshots

    def _checked(self, snapshot: SnapshotRef) -> Steps[Opened]:
        return self._snapshots().open(snapshot, thread=self.thread, namespace=self.namespace, level=self.level)

    @contextmanager
    def _taken(self) -> Iterator[None]:
        if not self._busy.acquire(blocking=False):
            raise ConfigurationError("this session runs an action already; open one for each run at a time")
        try:
            yield
        finally:
            self._busy.release()

    def lose(self, names: Sequence[str]) -> None:
        """Let the next worker know which variables it will not have, so that a NameError can say so."""
        self.lost = list(dict.fromkeys([*names, *self.lost]))[:NAMES]

    def _ended(self) -> bool:
        """Say whether the worker was killed, here or by a `close` from elsewhere."""
        return self._conversation is None or self._conversation.connection.socket.fileno() < 0

    def _opened(self, snapshot: Opened | None) -> Steps[Conversation]:
        if snapshot is not None:
            self.seed = snapshot.manifest.seed
        for _ in range(DEAD):
            try:
                return (yield from self._started(snapshot))
            except (Unready, Perished):  # it may have been killed with its server, or while it waited as a spare
                continue
        return (yield from self._started(snapshot))

    def _started(self, snapshot: Opened | None) -> Steps[Conversation]:
        opening, connection = yield Blocking(self._begun, self._undone)
        self._folder = Path(opening.folder)
        conversation = Conversation(connection, self.limits)
        yield from conversation.open(opening)
        for warning in conversation.warnings:
            log.warning("%s", warning)
        if snapshot is not None:
            lost = {"unkept": snapshot.manifest.unkept, "gone": snapshot.manifest.gone}
            self.variables = yield from given(conversation, snapshot.parts, self.limits, **lost)
            self._saved = list(self.variables)
            self._manifest = snapshot.manifest
            return conversation
        for prelude in self.preludes:
            seen = yield from conversation.run(prelude, calls=_none, tell=_unheard)
            if seen["status"] != "ok":
                log.warning("a prelude ended with %s: %s", seen["status"], seen["fault"])
        return conversation

    def _begun(self) -> tuple[Opening, Connection]:
        """Make the scratch folder and start a worker: all that blocks."""
        folder = self._folder or self._filled()
        opening = Opening(
            folder=str(folder),
            tools=self.tools,
            imports=self.imports,
            seed=self.seed,
            lost=self.lost,
            limits=self.limits,
        )
        try:
            return opening, self.executor.start(opening)
        except BaseException:
            self._removed(folder)
            raise

    def _undone(self, late: tuple[Opening, Connection]) -> None:
        opening, connection = late
        connection.kill()
        self._removed(Path(opening.folder))

    def _filled(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="codenode-"))
        for path in self.files:
            try:
                shutil.copyfile(path, folder / path.name)
            except OSError as error:
                self._removed(folder)
                raise ConfigurationError(f"file {str(path)!r} cannot be read any more: {error.strerror}") from error
        return folder

    def _removed(self, folder: Path) -> None:
        """Remove a folder that came to be in vain; the session's own stays until it is closed."""
        if folder != self._folder:
            _remove(folder)

    def close(self, *, now: bool = False) -> None:
        """End the worker and remove the scratch folder; on an event loop the folder goes a moment later.

        Args:
            now: remove it here: a finalizer may run in the middle of anything, and must take no lock of a pool.
        """
        self._end_worker()
        folder, self._folder = self._folder, None
        if folder is None:
            return
        if now:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            _remove(folder)

    def _end_worker(self) -> None:
        conversation, self._conversation = self._conversation, None
        if conversation is not None:
            conversation.connection.kill()


def _none(requests: Sequence[CallRequest]) -> Steps[list[Reply]]:
    """Answer the calls of a prelude: it defines, and does nothing else."""
    yield from ()
    return [Reply(error=("RuntimeError", "no tool can be called here")) for _ in requests]


def _unheard(text: str) -> None:
    """Take output that nobody reads."""


def _remove(folder: Path) -> None:
    """Remove a folder, in a thread where an event loop runs: a run that ends closes its session on it."""
    remove = partial(shutil.rmtree, folder, ignore_errors=True)
    try:
        loop = asyncio.get_running_loop()
        # Not here: this may be a generator that is collected while the thread pool's own lock is held.
        loop.call_soon(loop.run_in_executor, None, remove)
    except RuntimeError:  # no loop, or one that ends
        remove()


def _name_lost(seen: Observation, variables: Sequence[Variable]) -> None:
    """Tell the model what it can no longer count on."""
    fault = seen["fault"]
    if fault is not None:
        names = ", ".join(variable["name"] for variable in variables)
        fault["hint"] = f"variables lost: {names}; define them again" if names else "no variables were lost"


def checked_files(files: Sequence[str | Path]) -> tuple[Path, ...]:
    """Return the paths of the files the code may read.

    Raises:
        ConfigurationError: they are no list, one does not exist, or two have the same name.
    """
    paths = tuple(Path(file) for file in listed("files", files, 'files=["data.csv"]'))
    for path in paths:
        if not path.is_file():
            raise ConfigurationError(f"file {str(path)!r} does not exist; give the path of a readable file")
    names = [path.name for path in paths]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ConfigurationError(f"two files are called {min(twice)!r}; the code sees names without folders")
    return paths
