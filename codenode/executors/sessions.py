"""Keep one interpreter alive from action to action, and start a fresh one when it is gone."""

import asyncio
import logging
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from codenode.effects import Steps
from codenode.errors import ConfigurationError
from codenode.executors.base import Connection, Executor, Level, Opening
from codenode.executors.conversation import Calls, Conversation, Tell
from codenode.executors.limits import Limits
from codenode.types import Observation, Variable

log = logging.getLogger("codenode")


@dataclass(frozen=True, slots=True)
class Start:
    """Start a worker; the fork and the exec block, so the event loop leaves them to a thread."""

    executor: Executor
    opening: Opening

    def run(self) -> Connection:
        """Start it here."""
        return self.executor.start(self.opening)

    async def arun(self) -> Connection:
        """Start it in a thread."""
        return await asyncio.to_thread(self.run)


@dataclass(kw_only=True)
class Session:
    """A session as the host sees it: opened at the first action, reopened after a loss, closed once."""

    executor: Executor
    limits: Limits = field(default_factory=Limits)
    tools: Sequence[tuple[str, str]] = ()
    imports: Sequence[str] = ()
    files: Sequence[Path] = ()
    actions: int = 0
    """How many actions it has run: what a resumed run compares with its own count."""
    variables: list[Variable] = field(default_factory=list)
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

    def run(self, code: str, *, calls: Calls, tell: Tell) -> Steps[Observation]:
        """Run an action in this session; a lost worker is replaced at the next one."""
        if self._conversation is None:
            self._conversation = yield from self._opened()
        self.actions += 1
        try:
            seen = yield from self._conversation.run(code, calls=calls, tell=tell)
        except BaseException:
            self._conversation = None
            raise
        if self._conversation.connection.socket.fileno() < 0:  # killed
            self._conversation = None
            _name_lost(seen, self.variables)
        self.variables = seen["variables"]
        return seen

    def _opened(self) -> Steps[Conversation]:
        opening = Opening(folder=str(self._scratch()), tools=self.tools, imports=self.imports, limits=self.limits)
        connection = yield Start(self.executor, opening)
        conversation = Conversation(connection, self.limits)
        yield from conversation.open(opening)
        for warning in conversation.warnings:
            log.warning("%s", warning)
        return conversation

    def _scratch(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="codenode-"))
            for path in self.files:
                shutil.copyfile(path, self._folder / path.name)
        return self._folder

    def close(self) -> None:
        """End the worker and remove the scratch folder."""
        conversation, self._conversation = self._conversation, None
        if conversation is not None:
            conversation.connection.kill()
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


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
