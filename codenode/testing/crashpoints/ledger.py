"""Keep a file apart that says what was really done: one line when an effect begins, one when it is there."""

import json
import os
from pathlib import Path

from typing_extensions import TypedDict


class Line(TypedDict):
    """What a tool did."""

    event: str
    """`start` or `end`."""
    slot: str
    """Which effect of the program."""
    item: str
    """With what; a model that is asked again names another."""
    key: str
    """The call's idempotency key."""
    pid: int


class Ledger:
    """A file that grows by whole lines, whoever writes: each is one `write` to a file opened for appending."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self, event: str, slot: str, item: str, key: str) -> None:
        """Add a line."""
        line = json.dumps(Line(event=event, slot=slot, item=item, key=key, pid=os.getpid())) + "\n"
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(file, line.encode())
        finally:
            os.close(file)

    def lines(self) -> list[Line]:
        """Return what was done."""
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]
