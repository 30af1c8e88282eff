"""What an executor is: something that starts a worker and returns the connection to it."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from codenode.executors.limits import Limits

Level = Literal["restricted", "process", "sandbox", "container", "wasm", "remote"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a worker is told before the first action."""

    folder: str
    """The scratch folder; it holds the files the code may read."""
    tools: Sequence[tuple[str, str]] = ()
    """Name and documentation of each function the code can call."""
    imports: Sequence[str] = ()
    seed: int = 0
    """Of 32 bits: what the hashes of texts, random numbers and new ids come from."""
    lost: Sequence[str] = ()
    """Names of variables that went with an earlier worker of the session."""
    limits: Limits = field(default_factory=Limits)

    def frame(self) -> dict[str, object]:
        """Return the first frame of the conversation."""
        return {
            "type": "open",
            "folder": self.folder,
            "tools": [{"name": name, "doc": doc} for name, doc in self.tools],
            "imports": list(self.imports),
            "seed": self.seed,
            "lost": list(self.lost),
            "limits": self.limits.wire(),
        }


class Connection(Protocol):
    """A started worker: a socket to talk to it, and the power to end it."""

    level: Level
    socket: socket.socket

    def kill(self) -> None:
        """End the worker at once and wait until it is gone; harmless when it already is."""
        ...


class Executor(Protocol):
    """Starts workers. `start` may block; on the async path it runs in a thread."""

    name: str
    level: Level

    def start(self, opening: Opening) -> Connection:
        """Start a worker that reads its first frame from the connection's socket.

        Raises:
            ExecutorError: no worker could be started.
        """
        ...
