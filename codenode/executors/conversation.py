"""Talk to one worker: open it, run actions, answer its calls, believe nothing it says.

Everything here is sans-IO: generators that yield effects. Whatever comes from the worker is checked for
type and size before it is used; a worker that breaks the protocol is killed and reported as lost.
"""

import base64
import json
import logging
import math
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import cast, get_args

from codenode.effects import Steps
from codenode.errors import ExecutorError
from codenode.executors.artifacts import artifacts, referring
from codenode.executors.base import Connection, Opening
from codenode.executors.layers import check_layers
from codenode.executors.limits import Limits
from codenode.executors.listener import Listener
from codenode.executors.meter import Meter, Spent
from codenode.executors.wire import Lost, Receive, Send, Silence
from codenode.types import INT64, Display, Fault, JsonValue, Observation, Status, Variable
from codenode.worker.codec import DEPTH, CodecError, decode, encode
from codenode.worker.displays import COUNT
from codenode.worker.frames import Frame, FrameError, FrameReader, FrameTooLarge, pack, unpack_strictly

log = logging.getLogger("codenode")

STATUSES = get_args(Status)
NAMES = 50
SIZE = re.compile(r"\d{1,9}x\d{1,9}")
PIECE = 1 << 16
LINES = 1 << 24
TRACE = 8_000
READS = 2_000
CALLS = 1_000  # in one frame
NUMBERS = 1_000_000  # in one action
AROUND = 200  # characters that a preview has beyond its ceiling, to say so


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRequest:
    """The code wants a tool; what it passes is real Python data again, of no trusted shape."""

    id: int
    """The worker's number of the call: in the order in which the code made them, and never twice in an action."""
    tool: str
    args: list[object]
    kwargs: dict[str, object]
    reads: list[int] = field(default_factory=list)
    """What the code read from clocks since the calls before; stands with the first of several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the code gets back: a value, an exception, or the end of the action."""

    value: JsonValue = None
    """As it crosses to the code; see `passed`."""
    error: tuple[str, str] | None = None
    """Name and message of the exception to raise in the code."""
    stop: Fault | None = None
    """Ends the action whatever the code tries."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A call whose arguments are no data: it is answered before anybody else sees it."""

    id: int
    reply: Reply


Calls = Callable[[Sequence[CallRequest]], Steps[list[Reply]]]
"""Answers calls that the code makes together: as many replies, in the same order."""
Tell = Callable[[str], None]
Show = Callable[[Display], None]


class Unready(ExecutorError):  # noqa: N818 - what the worker was
    """The worker ended before it was ready: with its server, say, or because memory was out."""


class Conversation:
    """The host's side of one worker."""

    def __init__(self, connection: Connection, limits: Limits) -> None:
        self.connection = connection
        self.warnings: list[str] = []
        self.reads: list[int] = []
        """What the running action read from clocks so far, or the last one."""
        self._untold: list[int] = []
        self.layers: list[str] = []
        """What the worker is confined by; it says so before it has read anything."""
        self._limits = limits
        self._reader = FrameReader(limits.frame_bytes, read=unpack_strictly)
        self._listener = Listener(connection.socket)
        self._deadline = 0.0
        self._meter: Meter | None = None

    def open(self, opening: Opening) -> Steps[None]:
        """Send the first frame and wait until the worker is ready.

        Raises:
            Unready: the worker ended.
            ExecutorError: it did not get ready in time, or could not be jailed.
        """
        self._deadline = time.monotonic() + self._limits.start_seconds
        try:
            with suppress(Lost):  # a worker that could not be jailed has ended, and said why
                yield Send(self.connection.socket, pack(opening.frame()), self._deadline)
            frame = yield from self._next()
            while frame["type"] != "ready":
                if frame["type"] == "failed":
                    raise ExecutorError(f"the worker could not be jailed: {_text(frame, 'why')}")
                self.layers = _texts(frame.get("by"))
                log.debug("worker confined by %s", ", ".join(self.layers))
                frame = yield from self._next()
            self.warnings = _texts(frame.get("warnings"))
            check_layers(self.connection.level, self.layers)
        except (Lost, Silence, FrameError) as error:
            self.connection.kill()
            raised = Unready if isinstance(error, Lost) else ExecutorError
            raise raised(
                f"the worker did not get ready ({type(error).__name__}); "
                f"imports: {', '.join(opening.imports) or 'none'}"
            ) from None
        except BaseException:  # cancelled, or too weak
            self.connection.kill()
            raise
        finally:
            self._listener.rest()

    def run(
        self, code: str, *, calls: Calls, tell: Tell, show: Show | None = None, reads: Sequence[int] = ()
    ) -> Steps[Observation]:
        """Run one action and return what it showed; never raises for what the worker does."""
        limits = self._limits
        output: list[str] = []
        self.reads, self._untold = [], []
        frame: Frame = {"type": "run", "code": code}
        if reads:
            frame["reads"] = list(reads)
        try:
            action = pack(frame, limits.frame_bytes)
        except FrameTooLarge as error:
            return _unsent(f"the code is too large: {error}")
        self._deadline = time.monotonic() + limits.seconds + limits.grace
        if limits.cpu_seconds < limits.seconds:
            self._meter = Meter(self.connection, limits.cpu_seconds + limits.grace)
        try:
            return (yield from self._pump(action, calls, tell, show or _unseen, output))
        except Spent:
            self.connection.kill()
            return _killed("cpu_seconds", limits.cpu_seconds, limits.grace, output)
        except Silence:
            self.connection.kill()
            return _killed("seconds", limits.seconds, limits.grace, output)
        except Lost:
            self.connection.kill()
            return _gone("lost", "WorkerLost", "the worker process ended in the middle of the action", output)
        except FrameError as error:
            self.connection.kill()
            return _gone("lost", "WorkerLost", f"the worker broke the protocol ({error})", output)
        except BaseException:
            # A pause, a cancellation: the action is half done, and so is the conversation.
            self.connection.kill()
            raise
        finally:
            self._listener.rest()

    def _pump(self, action: bytes, calls: Calls, tell: Tell, show: Show, output: list[str]) -> Steps[Observation]:
        stopped: Fault | None = None
        numbers: set[int] = set()
        displays: list[Display] = []
        allowed = self._limits.output_bytes + 4_000
        yield Send(self.connection.socket, action, self._deadline)
        while True:
            frame = yield from self._next()
            match frame["type"]:
                case "output":
                    text = _text(frame, "text", 1 << 20)
                    allowed -= len(text)
                    if allowed < 0 or not text:
                        raise FrameError("more output than agreed, or none")
                    output.append(text)
                    tell(text)
                case "display":
                    displays.append(_display(frame, displays, self._limits.display_bytes))
                    show(displays[-1])
                case "calls" if stopped is not None:
                    self.connection.kill()
                    return _gone("limit", stopped["type"], stopped["message"], output)
                case "calls":
                    self._read(frame)
                    wanted = self._wanted(frame, numbers)  # counts: how long its reading takes is up to the worker
                    started = time.monotonic()
                    replies = yield from _answered(wanted, calls)
                    stopped = next((reply.stop for reply in replies if reply.stop), None)
                    self._deadline += time.monotonic() - started
                    yield from self._return([_frame(reply, one.id) for reply, one in zip(replies, wanted, strict=True)])
                case "done":
                    self._read(frame)
                    return _observed(frame, "".join(output), displays, stopped, self._limits)
                case unknown:
                    raise FrameError(f"unknown frame {unknown!r:.40}")

    def _read(self, frame: Frame) -> None:
        """Take down what the code read from clocks since it was told the last time."""
        if "reads" in frame:
            fresh = _reads(frame["reads"], READS - len(self.reads))
            self.reads += fresh
            self._untold += fresh

    def _wanted(self, frame: Frame, numbers: set[int]) -> list[CallRequest | Refused]:
        wanted = _calls(frame.get("calls"), numbers)
        for place, one in enumerate(wanted if self._untold else ()):
            if isinstance(one, CallRequest):
                wanted[place] = replace(one, reads=self._untold)
                self._untold = []
                break
        return wanted

    def _return(self, returns: list[Frame]) -> Steps[None]:
        """Send the answers, in several frames if one cannot hold them."""
        try:
            send = self._send({"type": "returns", "returns": returns})
        except FrameTooLarge as error:
            half = len(returns) // 2
            if half:
                yield from self._return(returns[:half])
                yield from self._return(returns[half:])
                return
            told = _raised("ValueError", f"the tool's result is too large: {error}; ask it for less")
            send = self._send({"type": "returns", "returns": [{**told, "id": returns[0]["id"]}]})
        yield send

    # --- for who takes or gives a snapshot: `keeping.py` ------------------------------------------------

    def sending(self, frame: Frame, deadline: float) -> Send:
        """Return the sending of a frame; what follows has to be done by then."""
        self._deadline = deadline
        return self._send(frame)

    def next_frame(self) -> Steps[Frame]:
        """Wait for a frame."""
        return self._next()

    def raw(self, size: int) -> Steps[bytes]:
        """Wait for so many raw bytes behind a frame that announced them; what follows is a frame again."""
        pieces = [self._reader.take(size)]
        left = size - len(pieces[0])
        while left:
            if time.monotonic() >= self._deadline:
                raise Silence
            piece = yield Receive(self.connection.socket, self._deadline, self._listener)
            pieces.append(piece[:left])
            self._reader.feed(piece[left:])
            left -= len(pieces[-1])
        return b"".join(pieces)

    def rest(self) -> None:
        """Listen no longer until there is something to wait for."""
        self._listener.rest()

    # --- frames -------------------------------------------------------------------------------------

    def _send(self, frame: Frame) -> Send:
        return Send(self.connection.socket, pack(frame, self._limits.frame_bytes), self._deadline)

    def _next(self) -> Steps[Frame]:
        while (frame := self._reader.next()) is None:
            if time.monotonic() >= self._deadline:
                raise Silence
            self._reader.feed((yield from self._received()))
        if time.monotonic() >= self._deadline:
            raise Silence  # a flood never leaves the socket empty: only the clock ends it
        return frame

    def _received(self) -> Steps[bytes]:
        while True:
            look = self._meter.look() if self._meter else math.inf
            try:
                data: bytes = yield Receive(self.connection.socket, min(self._deadline, look), self._listener)
            except Silence:
                if time.monotonic() >= self._deadline:
                    raise
            else:
                return data


# --- what the worker says, checked ----------------------------------------------------------------------


def _text(frame: Frame, key: str, longest: int = PIECE) -> str:
    value = frame.get(key)
    if type(value) is not str or len(value) > longest:
        raise FrameError(f"{key} is no text, or too long")
    return value


def _texts(value: object) -> list[str]:
    return [item[:READS] for item in value[:NAMES] if type(item) is str] if type(value) is list else []


def _reads(value: object, most: int) -> list[int]:
    if type(value) is not list or len(value) > most:
        raise FrameError("readings are no list, or too many")
    if not all(type(read) is int and 0 <= read < INT64 for read in value):
        raise FrameError("a reading is no time")
    return value


def _calls(value: object, numbers: set[int]) -> list[CallRequest | Refused]:
    if type(value) is not list or not 0 < len(value) <= CALLS:
        raise FrameError("calls are no list, none or too many")
    if len(numbers) + len(value) > NUMBERS:
        raise FrameError("more calls than one action makes")
    return [_call(item, numbers) for item in value]


def _call(item: object, numbers: set[int]) -> CallRequest | Refused:
    if type(item) is not dict:
        raise FrameError("a malformed call")
    tool, number, args, kwargs = _text(item, "tool"), item.get("id"), item.get("args"), item.get("kwargs")
    if type(args) is not list or type(kwargs) is not dict:
        raise FrameError("a malformed call")
    if type(number) is not int or not 0 < number < INT64 or number in numbers:
        raise FrameError("a call without a number of its own")
    numbers.add(number)
    try:
        return CallRequest(
            id=number,
            tool=tool,
            args=[decode(item) for item in args],
            kwargs={key: decode(item) for key, item in kwargs.items()},
        )
    except CodecError as error:
        return Refused(number, Reply(error=("TypeError", f"{tool:.80}(): {error}")))


def _answered(wanted: Sequence[CallRequest | Refused], calls: Calls) -> Steps[list[Reply]]:
    requests = [one for one in wanted if isinstance(one, CallRequest)]
    found = (yield from calls(requests)) if requests else []
    if len(requests) == len(wanted):
        return found
    replies = iter(found)
    return [one.reply if isinstance(one, Refused) else next(replies) for one in wanted]


def _frame(reply: Reply, number: int) -> Frame:
    if reply.stop is not None:
        return {"type": "stop", "id": number}
    if reply.error is not None:
        return {**_raised(*reply.error), "id": number}
    return {"type": "return", "value": reply.value, "id": number}


def passed(value: object) -> JsonValue:
    """Return a tool's result as it crosses to the code.

    Raises:
        TypeError: it is no plain data.
    """
    try:
        return encode(value)
    except Exception as error:  # noqa: BLE001 - a tool's object may fail in any way while it is read
        raise TypeError(
            f"the tool returned something that cannot be passed into code ({error}); "
            "its developer must return plain data: numbers, texts, lists, dicts"
        ) from None


def _raised(kind: str, message: str) -> Frame:
    return {"type": "raise", "kind": kind, "message": message}


def _observed(frame: Frame, output: str, displays: list[Display], stopped: Fault | None, limits: Limits) -> Observation:
    status = _text(frame, "status")
    if status not in STATUSES:
        raise FrameError(f"unknown status {status!r:.40}")
    fault = stopped or _fault(frame.get("fault"))
    seen = Observation(
        status="limit" if stopped else cast("Status", status),
        output=output,
        value=_sized(_plain(frame.get("value")), limits.answer_bytes if status == "final" else limits.value_bytes),
        preview=_text(frame, "preview", limits.value_bytes + AROUND) if "preview" in frame else "",
        fault=fault,
        truncated=frame.get("truncated") is True,
        variables=_variables(frame.get("variables")),
    )
    if displays:
        seen["displays"] = displays
    if status == "final" and "artifacts" in frame:
        seen["artifacts"] = artifacts(frame["artifacts"], limits.artifact_bytes)
        seen["value"] = referring(seen["value"], seen["artifacts"])
    return seen


def _display(frame: Frame, before: list[Display], most: int) -> Display:
    """Return a display, once it is sure to be a PNG and to be within the ceilings."""
    data = _text(frame, "data", most - sum(len(display["data"]) for display in before))
    if len(before) == COUNT or frame.get("mime") != "image/png":
        raise FrameError("more displays than agreed, or of another kind")
    try:
        head = base64.b64decode(data, validate=True)[:8]
    except ValueError:
        raise FrameError("a display that is no base64") from None
    if head != b"\x89PNG\r\n\x1a\n":
        raise FrameError("a display that is no PNG")
    size = _text(frame, "text", 40)
    if not SIZE.fullmatch(size):
        raise FrameError("a display without its size")
    return Display(mime="image/png", data=data, text=size)


def _unseen(display: Display) -> None:
    """Take a display that nobody waits for; it stands in the observation."""


def _plain(value: object, depth: int = DEPTH) -> JsonValue:
    """Return JSON as it is, once it is sure that a checkpointer can store it."""
    if type(value) is float and not math.isfinite(value):
        raise FrameError("a number that is none")
    if depth == 0:
        raise FrameError("a value nested too deep")
    inside = value.values() if type(value) is dict else value if type(value) is list else ()
    for item in inside:
        if type(item) in (list, dict, float):
            _plain(item, depth - 1)
    return value


def _sized(value: JsonValue, most: int) -> JsonValue:
    """Return JSON as it is, once it is sure to be within its ceiling."""
    if isinstance(value, str):
        large = len(value) > most + AROUND
    else:
        large = isinstance(value, list | dict) and len(json.dumps(value)) > most
    if large:
        raise FrameError("a larger value than agreed")
    return value


def _fault(value: object) -> Fault | None:
    if type(value) is not dict:
        return None
    line = value.get("line")
    fault = Fault(
        type=_text(value, "type"),
        message=_text(value, "message"),
        line=line if type(line) is int and 0 < line < LINES else None,
        hint=_text(value, "hint"),
    )
    if value.get("values"):
        fault["values"] = _text(value, "values")
    if type(column := value.get("column")) is int and 0 < column < LINES:
        fault["column"] = column
    if value.get("trace"):
        fault["trace"] = _text(value, "trace", TRACE)
        fault["frames"] = frames if type(frames := value.get("frames")) is int and 0 < frames < LINES else 1
    return fault


def _variables(value: object) -> list[Variable]:
    if type(value) is not list:
        return []
    return [_variable(item) for item in value[:NAMES] if type(item) is dict]


def _variable(item: dict[str, object]) -> Variable:
    variable = Variable(name=_text(item, "name"), type=_text(item, "type"))
    if item.get("shape"):
        variable["shape"] = _text(item, "shape", READS)
    return variable


def _unsent(message: str) -> Observation:
    seen = _gone("rejected", "ValueError", message, [])
    assert seen["fault"] is not None
    seen["fault"]["hint"] = "send data through a tool or a file, not as source"
    return seen


def _killed(limit: str, seconds: float, grace: float, output: list[str]) -> Observation:
    said = f"the code ignored the interrupt and was killed (limit {limit}: {seconds:g}, then {grace:g} s of grace)"
    return _gone("timeout", "TimeoutError", said, output)


def _gone(status: Status, kind: str, message: str, output: list[str]) -> Observation:
    return Observation(
        status=status,
        output="".join(output),
        value=None,
        preview="",
        fault=Fault(type=kind, message=message, line=None, hint=""),
        truncated=False,
        variables=[],
    )
