"""Keep one interpreter alive from action to action, and start a fresh one when it is gone."""

import asyncio
import logging
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from codenode.effects import Steps
from codenode.errors import ConfigurationError
from codenode.executors.base import Connection, Executor, Level, Opening
from codenode.executors.conversation import Calls, Conversation, Show, Tell, Unready
from codenode.executors.limits import Limits
from codenode.types import Observation, Variable, new_seed

log = logging.getLogger("codenode")

NAMES = 50


@dataclass(frozen=True, slots=True)
class Blocking:
    """Do something that blocks; the event loop leaves it to a thread."""

    work: Callable[[], Any]
    undo: Callable[[Any], None]
    """Takes back what came too late: a thread goes on when its caller was cancelled."""

    def run(self) -> Any:
        """Do it here."""
        return self.work()

    async def arun(self) -> Any:
        """Do it in a thread."""
        future = asyncio.ensure_future(asyncio.to_thread(self.work))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            future.add_done_callback(self._late)
            raise

    def _late(self, future: asyncio.Future[Any]) -> None:
        if not future.cancelled() and future.exception() is None:
            self.undo(future.result())


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
    head: str = ""
    """Id of the last action it ran: what a resumed run compares with its own."""
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
        if not self._busy.acquire(blocking=False):
            raise ConfigurationError("this session runs an action already; open one for each run at a time")
        try:
            conversation = self._conversation  # a `close` from elsewhere takes the other one away
            if conversation is None:
                conversation = self._conversation = yield from self._opened()
            self.actions += 1
            try:
                seen = yield from conversation.run(code, calls=calls, tell=tell, show=show, reads=reads)
            finally:
                self.reads = conversation.reads  # of an action that pauses half-way, too
        except BaseException:
            self._conversation = None  # the conversation has killed its worker
            raise
        finally:
            self._busy.release()
        if self._ended():
            self._conversation = None
            _name_lost(seen, self.variables)
            self.lose(self.variables)
        self.variables = seen["variables"]
        return seen

    def lose(self, variables: Sequence[Variable]) -> None:
        """Let the next worker know which variables it will not have, so that a NameError can say so."""
        names = dict.fromkeys([*(variable["name"] for variable in variables), *self.lost])
        self.lost = list(names)[:NAMES]

    def _ended(self) -> bool:
        """Say whether the worker was killed, here or by a `close` from elsewhere."""
        return self._conversation is None or self._conversation.connection.socket.fileno() < 0

    def _opened(self) -> Steps[Conversation]:
        try:
            return (yield from self._started())
        except Unready:  # it may have been killed with its server; the next one has a new server
            return (yield from self._started())

    def _started(self) -> Steps[Conversation]:
        opening, connection = yield Blocking(self._begun, self._undone)
        self._folder = Path(opening.folder)
        conversation = Conversation(connection, self.limits)
        yield from conversation.open(opening)
        for warning in conversation.warnings:
            log.warning("%s", warning)
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

    def close(self) -> None:
        """End the worker and remove the scratch folder; on an event loop the folder goes a moment later."""
        conversation, self._conversation = self._conversation, None
        if conversation is not None:
            conversation.connection.kill()
        folder, self._folder = self._folder, None
        if folder is not None:
            _remove(folder)


def _remove(folder: Path) -> None:
    """Remove a folder, in a thread where an event loop runs: a run that ends closes its session on it."""
    remove = partial(shutil.rmtree, folder, ignore_errors=True)
    try:
        asyncio.get_running_loop().run_in_executor(None, remove)
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
        ConfigurationError: one does not exist, or two have the same name.
    """
    paths = tuple(Path(file) for file in files)
    for path in paths:
        if not path.is_file():
            raise ConfigurationError(f"file {str(path)!r} does not exist; give the path of a readable file")
    names = [path.name for path in paths]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ConfigurationError(f"two files are called {min(twice)!r}; the code sees names without folders")
    return paths
