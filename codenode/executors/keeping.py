"""Take a snapshot from a worker, give one to a fresh worker: frames, and raw bytes behind them.

Sans-IO, as the conversation is. A part is believed for its bytes only: its digest is what we compute. A part
that the worker names and does not send must be one of those it was told that we have.
"""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from codenode.effects import Blocking, Steps, left
from codenode.errors import SnapshotError
from codenode.executors.conversation import Conversation
from codenode.executors.limits import Limits
from codenode.executors.wire import Lost, Send, Silence
from codenode.types import Unkept, Variable
from codenode.worker.frames import Frame, FrameError

MOST = 100_000
"""Parts of one snapshot."""
BESIDE = 16 << 20
"""Bytes of what is no variable: the sources of functions, where the random numbers stand."""
LONG = 1 << 20
"""Bytes whose digest is left to a thread."""
ROLES = ("group", "buffer", "file")
DIGEST = re.compile(r"[0-9a-f]{64}")
UNKEPT = 50
TEXT = 500


class Perished(SnapshotError):  # noqa: N818 - what became of the worker
    """A worker ended while it made the variables: it was killed, or they are too much for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a snapshot, without its bytes."""

    role: str
    digest: str
    """SHA-256 of its bytes, in hex."""
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a worker gave."""

    parts: list[Part]
    bytes: dict[str, bytes]
    """Of those parts that are new, by digest."""
    unkept: list[Unkept]
    gone: list[Unkept]
    """What earlier snapshots could not keep."""


def taken(conversation: Conversation, known: Mapping[str, Part], limits: Limits) -> Steps[Kept]:
    """Let a worker save its variables.

    Args:
        conversation: with the worker; between two actions.
        known: parts that need not be sent again.
        limits: of the session.

    Raises:
        SnapshotError: they could not be saved; the worker goes on unless it broke the protocol.
    """
    deadline = time.monotonic() + limits.start_seconds + limits.grace
    ask: Frame = {"type": "save", "known": list(known), "most": limits.snapshot_bytes}
    try:
        yield conversation.sending(ask, deadline)
        return (yield from _collected(conversation, known, limits))
    except (Lost, Silence, FrameError) as error:
        conversation.connection.kill()
        why = f": {error}" if str(error) else ""
        raise SnapshotError(f"the worker did not give its variables ({type(error).__name__}{why})") from None
    except SnapshotError:
        raise
    except BaseException:
        conversation.connection.kill()
        raise
    finally:
        conversation.rest()


def _collected(conversation: Conversation, known: Mapping[str, Part], limits: Limits) -> Steps[Kept]:
    sent: dict[str, Part] = {}
    data: dict[str, bytes] = {}
    allowed = limits.snapshot_bytes + BESIDE
    while True:
        frame = yield from conversation.next_frame()
        match frame["type"]:
            case "part":
                size, role = frame.get("bytes"), frame.get("role")
                if type(size) is not int or not 0 <= size <= allowed or role not in ROLES or len(sent) >= MOST:
                    raise FrameError("a part of another kind or size than agreed")
                allowed -= size
                raw = yield from conversation.raw(size)
                digest = yield from _digest(raw)
                sent[digest] = Part(role=role, digest=digest, size=size)
                data[digest] = raw
            case "saved":
                return _kept(frame, sent, data, known)
            case "failed":
                raise SnapshotError(f"the variables could not be saved: {_text(frame, 'why')}")
            case unknown:
                raise FrameError(f"unknown frame {unknown!r:.40}")


def _digest(raw: bytes) -> Steps[str]:
    """Return the digest of a part; what takes long is left to a thread on an event loop."""
    if len(raw) < LONG:
        return sha256(raw).hexdigest()
    found: str = yield Blocking(lambda: sha256(raw).hexdigest(), left)
    return found


def _kept(frame: Frame, sent: dict[str, Part], data: dict[str, bytes], known: Mapping[str, Part]) -> Kept:
    named = frame.get("parts")
    if type(named) is not list or len(named) > MOST:
        raise FrameError("parts are no list, or too many")
    parts = {}
    for digest in named:
        if type(digest) is not str or not DIGEST.fullmatch(digest):
            raise FrameError("a part without a digest")
        part = sent.get(digest) or known.get(digest)
        if part is None:
            raise FrameError("a part that was neither sent nor known")
        parts[digest] = part
    return Kept(
        parts=list(parts.values()),
        bytes={digest: raw for digest, raw in data.items() if digest in parts and digest not in known},
        unkept=_unkept(frame.get("unkept")),
        gone=_unkept(frame.get("gone")),
    )


def _unkept(value: object) -> list[Unkept]:
    if type(value) is not list or len(value) > UNKEPT:
        raise FrameError("what was not kept is no list, or too long")
    return [
        Unkept(name=_text(item, "name"), type=_text(item, "type"), why=_text(item, "why"), line=_text(item, "line"))
        for item in value
    ]


def _variables(value: object) -> list[Variable]:
    if type(value) is not list or len(value) > UNKEPT:
        raise FrameError("variables are no list, or too many")
    return [_variable(item) for item in value]


def _variable(item: object) -> Variable:
    variable = Variable(name=_text(item, "name"), type=_text(item, "type"))
    if type(item) is dict and item.get("shape"):
        variable["shape"] = _text(item, "shape")
    return variable


def _text(value: object, key: str) -> str:
    text = value.get(key) if type(value) is dict else None
    if type(text) is not str or len(text) > TEXT:
        raise FrameError(f"{key} is no text, or too long")
    return text


def given(
    conversation: Conversation,
    parts: Sequence[tuple[Part, bytes]],
    limits: Limits,
    *,
    unkept: Sequence[Unkept],
    gone: Sequence[Unkept],
) -> Steps[list[Variable]]:
    """Let a fresh worker make the variables of a snapshot; return them. It tells the code what it could not make.

    Args:
        conversation: with a worker that has run nothing yet.
        parts: of the snapshot, checked.
        limits: of the session.
        unkept: what is not in it, for the code to be told.
        gone: what was not in an earlier one, and the code was told of.

    Raises:
        Perished: the worker was gone; another one may do it.
        SnapshotError: the worker could not read it; it has ended.
    """
    deadline = time.monotonic() + limits.start_seconds + limits.grace
    told = [[part.role, part.digest, part.size] for part, _ in parts]
    try:
        ask: Frame = {"type": "restore", "parts": told, "unkept": list(unkept), "gone": list(gone)}
        yield conversation.sending(ask, deadline)
        for _, data in parts:
            yield Send(conversation.connection.socket, data, deadline)
        frame = yield from conversation.next_frame()
        if frame["type"] == "restored":
            return _variables(frame.get("variables"))
        why = _text(frame, "why") if frame["type"] == "failed" else "it broke the protocol"
    except Lost:
        conversation.connection.kill()
        raise Perished("the variables could not be restored: the worker ended meanwhile") from None
    except (Silence, FrameError) as error:
        why = f"the worker broke the protocol ({type(error).__name__})"
    except BaseException:
        conversation.connection.kill()
        raise
    finally:
        conversation.rest()
    conversation.connection.kill()
    raise SnapshotError(f"the variables could not be restored: {why}")
