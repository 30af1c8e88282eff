"""The records of a journal: plain JSON, numbered, each sealed to the one before it."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, cast

from typing_extensions import TypedDict

from codenode.errors import Divergence, JournalError
from codenode.types import JsonValue

VERSION = 1
SHOWN = 20_000
"""Characters of arguments that are kept to be read; the digest is of all of them."""

Kind = Literal["action", "asked", "doubted", "decided", "started", "paused", "done"]
Outcome = Literal["done", "failed", "denied", "rejected", "unknown"]


class Entry(TypedDict, total=False):
    """One record. Which keys it has depends on its kind."""

    v: int
    seq: int
    at: float
    """Seconds since 1970."""
    seal: str
    """SHA-256 over the seal before it and this record, 32 hex digits."""
    kind: Kind
    call: int
    """Number of the call in its action, from 1; 0 is the action itself."""
    # of an action
    agent: str
    action: str
    step: int
    code: str
    checkpoints: dict[str, str]
    """Ids of the checkpoints that its task stands on, by namespace: a fork has others."""
    usage: JsonValue
    # of a call
    tool: str
    arguments: str
    """Canonical JSON, cut at 20,000 characters."""
    digest: str
    """SHA-256 of tool and arguments as asked, 32 hex digits."""
    edited: str
    """Canonical JSON of the arguments somebody put in their place."""
    key: str
    """Idempotency key: the same for every attempt of this call."""
    attempt: int
    approval: str
    decision: JsonValue
    outcome: Outcome
    value: JsonValue
    """What the code got, as it crossed to it."""
    steers: bool
    """`value` is a command to the graph."""
    error: list[str]
    """Name and message of the exception that the code got."""
    seconds: float
    slots: int
    """Answers of LangGraph's that the tool took itself."""
    reads: list[int]
    """What the code had read from clocks since the call before."""
    told: list[int]
    """Characters of output and number of other events that were streamed before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the records of one action are kept under.

    LangGraph derives a task's namespace from the checkpoint it starts from: a resume after a crash or a pause
    has the same one, a fork or a time travel another. So a fork's effects are its own.
    """

    thread: str
    task: str

    @property
    def key(self) -> str:
        """Return both as one text."""
        return f"{self.thread}\n{self.task}"


class Asked(NamedTuple):
    """A call as the code made it."""

    tool: str
    arguments: str
    """Canonical JSON."""
    digest: str

    def __str__(self) -> str:
        return f"{self.tool}({self.arguments[:1000]})"


@dataclass(slots=True)
class Kept:
    """What the journal knows of one call."""

    tool: str = ""
    digest: str = ""
    arguments: str = ""
    started: Entry | None = None
    asked: Entry | None = None
    doubts: list[int] = field(default_factory=list)
    """Attempts about whose outcome somebody was asked."""
    attempt: int = 0
    paused: bool = False
    done: Entry | None = None


@dataclass(slots=True)
class Records:
    """The entries of one action, by what they are asked for."""

    entries: list[Entry] = field(default_factory=list)
    calls: dict[int, Kept] = field(default_factory=dict)
    decisions: dict[str, JsonValue] = field(default_factory=dict)
    reads: list[int] = field(default_factory=list)
    told: tuple[int, int] = (0, 0)
    action: Entry | None = None

    def add(self, entry: Entry) -> None:
        """Take in the next entry."""
        self.entries.append(entry)
        self.reads += entry.get("reads", [])
        if told := entry.get("told"):
            self.told = (told[0], told[1])
        if entry["kind"] == "action":
            self.action = entry
        elif entry["kind"] == "decided":
            self.decisions[entry["approval"]] = entry["decision"]
        else:
            self._of_call(entry)

    def call(self, number: int, asked: Asked, action: str) -> Kept | None:
        """Return what is known of a call.

        Raises:
            Divergence: another call was recorded under this number.
        """
        kept = self.calls.get(number)
        if kept is not None and kept.digest != asked.digest:
            recorded = f"{kept.tool}({kept.arguments[:1000]})"
            raise Divergence(f"call {number} of action {action}", recorded=recorded, asked=str(asked))
        return kept

    def _of_call(self, entry: Entry) -> None:
        kept = self.calls.setdefault(entry["call"], Kept())
        kept.tool = entry.get("tool", kept.tool)
        kept.digest = entry.get("digest", kept.digest)
        kept.arguments = entry.get("arguments", kept.arguments)
        match entry["kind"]:
            case "started":
                kept.started, kept.paused, kept.attempt = entry, False, entry.get("attempt", 1)
            case "asked":
                kept.asked = entry
            case "doubted":
                kept.doubts.append(entry["attempt"])
            case "paused":
                kept.paused = True
            case "done":
                kept.done = entry


def canonical(value: object) -> str:
    """Return data as text that is the same wherever and however it was made."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _plain(value: object) -> object:  # noqa: PLR0911 - a case a line
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else ["float", repr(value)]
    if isinstance(value, Mapping):
        if all(type(key) is str for key in value):
            return {key: _plain(item) for key, item in value.items()}
        pairs = [[canonical(key), _plain(item)] for key, item in value.items()]
        return ["mapping", sorted(pairs, key=lambda pair: str(pair[0]))]
    if isinstance(value, AbstractSet):
        return ["set", sorted(canonical(item) for item in value)]
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return [type(value).__name__, repr(value)]


def digest(*parts: str) -> str:
    """Return the SHA-256 of texts, 32 hex digits."""
    return hashlib.sha256("\n".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]


def as_asked(tool: str, arguments: Mapping[str, object]) -> Asked:
    """Return a call as it is recorded and compared: arguments by name, in one canonical text."""
    text = canonical(arguments)
    return Asked(tool, text, digest(tool, text))


def in_order(actions: Mapping[str, list[Entry]]) -> dict[str, list[Entry]]:
    """Return the actions of a thread as they began."""
    return dict(sorted(actions.items(), key=lambda item: item[1][0].get("at", 0.0)))


def sealed(entry: Entry, before: str) -> str:
    """Return the seal of an entry after the seal before it."""
    body = {key: value for key, value in entry.items() if key != "seal"}
    return digest(before, json.dumps(body, sort_keys=True, separators=(",", ":")))


def verified(entries: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """Return the entries, once it is sure that they are whole and of a version that is known.

    Raises:
        JournalError: one is missing, was changed, or was written by a newer codenode.
    """
    before, checked = "", []
    for number, read in enumerate(entries):
        entry = cast("Entry", dict(read))
        if entry.get("v", 0) > VERSION:
            raise JournalError(f"record {number} is of version {entry['v']}, this codenode reads up to {VERSION}")
        if entry.get("seq") != number or entry.get("seal") != sealed(entry, before):
            raise JournalError(f"record {number} of the journal is missing or was changed; do not resume from it")
        before = entry["seal"]
        checked.append(entry)
    return checked
