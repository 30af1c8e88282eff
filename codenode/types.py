"""The data that crosses a boundary: plain JSON with names."""

import os
from typing import Literal, NotRequired

from typing_extensions import TypedDict

# Whatever `json` reads and writes. `object` and not a recursive alias: pydantic builds the state's
# JSON schema from these types, and a recursive alias has no schema there on Python 3.11.
JsonValue = object

Status = Literal["ok", "final", "error", "rejected", "timeout", "limit", "lost"]
CallStatus = Literal["done", "failed", "denied", "rejected", "paused", "unknown"]


class Fault(TypedDict):
    """What went wrong in an action, in words the model can act on."""

    type: str
    """Name of the exception type, e.g. `NameError`."""
    message: str
    """One line, as Python says it."""
    line: int | None
    """Line of the action's own source, from 1."""
    hint: str
    """What to write instead, in the imperative; empty when nothing is known."""
    values: NotRequired[str]
    """What the names on the failing line stood for, shortened, e.g. `info = {'a': 1}; total = 0`."""
    column: NotRequired[int]
    """Where in the line the code does not parse or is refused, from 1."""
    trace: NotRequired[str]
    """The traceback through the code's own lines, with carets, causes and members of groups."""
    frames: NotRequired[int]
    """How many frames and further errors `trace` tells of; with 1 it adds only carets to the line."""


class Variable(TypedDict):
    """A name the action left behind."""

    name: str
    type: str
    shape: NotRequired[str]
    """How large it is, e.g. `(1000, 3)`, `of 300`."""


class Action(TypedDict):
    """One piece of Python the model wants to run."""

    id: str
    code: str
    thought: str
    problem: NotRequired[str]
    """Why a reply was not taken."""
    fault: NotRequired[str]
    """The same in a word: `AnswerRefused`, `ReplyCutOff` (at its maximum length) or `ReplyFiltered`."""


class Display(TypedDict):
    """A figure or an image that the code showed."""

    mime: str
    """`image/png`."""
    data: NotRequired[str]
    """Base64 text; not in the messages of `CodeNode` and `code_tool`."""
    artifact: NotRequired[str]
    """There, the name of the file among the observation's `artifacts`."""
    text: str
    """Its size, e.g. `640x480`."""


class Artifact(TypedDict):
    """What is no JSON in a final answer, as a file; `read_artifacts` gives its bytes."""

    name: str
    """E.g. `answer.csv`; in the answer stands a reference with this name."""
    mime_type: str
    """`text/csv` (a table), `application/x-npy` (an array), `image/png`, or `application/octet-stream`."""
    size: int
    """Bytes."""
    sha256: str
    """Of the bytes, 64 hex digits: what they are kept under, and checked by when they are read."""
    kept: NotRequired[bool]
    """Whether its bytes are kept with the thread; else only what has `base64` has them."""
    base64: NotRequired[str]
    """The bytes: in the result of a run, and where nothing keeps them. No message of an agent has it."""
    type: NotRequired[str]
    """`DataFrame`, `Series`, `ndarray`, `Figure`, `Image` or `bytes`."""
    text: NotRequired[str]
    """Its shape or size, e.g. `3x2`."""
    preview: NotRequired[str]
    """How Python shows it, its head."""
    dtypes: NotRequired[dict[str, str]]
    """Of a table: the types of its first 100 columns, which the text has not."""


class Observation(TypedDict):
    """What an action showed: the only thing the model learns of it."""

    status: Status
    """`ok`; `final` (the code called `final_answer`); `error` (it raised); `rejected` (it was refused
    before it ran); `timeout` (its time was over); `limit` (another ceiling of `Limits` or of the run was passed;
    the fault names it); `lost` (the worker is gone, and the variables with it)."""
    output: str
    """What the code printed, capped at `Limits.output_bytes`."""
    value: JsonValue
    """The last expression's value (or the final answer) as JSON, else its preview as text."""
    preview: str
    """`repr` of the value, capped; empty for None."""
    fault: Fault | None
    truncated: bool
    """Output or value were longer than their ceiling."""
    variables: list[Variable]
    """Names defined by the code so far, most recent first, at most 50."""
    displays: NotRequired[list[Display]]
    """Figures and images, in the order in which they were shown, at most 8."""
    artifacts: NotRequired[list[Artifact]]
    """The files of a final answer, at most 8; in a message of `CodeNode` or `code_tool` the displays, too."""


class Unkept(TypedDict):
    """A variable that is not in a snapshot."""

    name: str
    type: str
    why: str
    line: str
    """The line of code that made it; empty where nobody knows."""


class SnapshotRef(TypedDict):
    """Where the variables of a session are: what the state of a graph keeps of them."""

    id: str
    format: int
    level: str
    """Isolation of the worker that wrote it: it opens at the same level or a stronger one."""
    size: int
    """Bytes of all its parts."""
    unkept: list[Unkept]
    """What could not be saved, at most 50."""


class CallRecord(TypedDict):
    """One tool call made by the code."""

    id: str
    tool: str
    arguments_hash: str
    """SHA-256 of the canonical JSON arguments, 16 hex digits."""
    status: CallStatus
    """`done`; `failed` (it raised); `denied` (by policy or budget); `rejected` (by somebody); `unknown` (it had
    started when an earlier attempt was cut off)."""
    seconds: float
    replayed: NotRequired[bool]
    """The result came from the journal: the tool did not run."""


class Usage(TypedDict):
    """What a run has used so far. Tokens are 0 when the model does not report them."""

    steps: int
    model_calls: int
    tool_calls: int
    input_tokens: int
    output_tokens: int
    seconds: float


class Step(TypedDict):
    """One turn of the loop: what was thought, done and seen."""

    number: int
    action: Action
    observation: Observation
    calls: list[CallRecord]
    usage: Usage
    """Of this step alone."""
    seconds: float
    plan: NotRequired[str]
    """The plan that was written just before it."""
    broken_off: NotRequired[bool]
    """Its action did not end, and nobody resumed it: `calls` is what it called, the variables are those before it."""


Outcome = Literal["final", "command", "steps", "seconds", "no_answer"]


class Ending(TypedDict):
    """How a run ended: `response_metadata["codenode"]` of its answer."""

    status: Outcome
    """`final` (the answer); `command` (a tool's command ended it); and the unfinished ones, with the best there is:
    `steps` and `seconds` (that ceiling of `Budget` was reached), `no_answer` (three times in a row the model gave
    neither code nor an answer)."""
    usage: Usage
    artifacts: NotRequired[list[Artifact]]
    """The files of the answer, in whose place references stand."""


class Event(TypedDict, total=False):
    """What a running action tells through LangGraph's custom stream mode."""

    type: Literal["thought", "output", "display", "call", "return", "observation", "compact", "plan", "retry", "final"]
    step: int
    id: str
    at: int
    """Of output: how many characters the action had printed before. With `id` it tells repeated output."""
    text: str
    code: str
    tool: str
    arguments: JsonValue
    status: str
    seconds: float
    observation: Observation
    display: Display
    model: str
    """Of a retry: which is asked now. Tokens that its failed attempt streamed count for nothing."""
    attempt: int
    """Of a retry: the how many-eth time that model is asked, from 1."""
    error: str
    """Of a retry: type of the failure."""
    answer: JsonValue
    """Of the end: the answer as plain data."""


def new_id() -> str:
    """Return a fresh id for an action."""
    return f"a{os.urandom(6).hex()}"


SEEDS = 1 << 32


def new_seed() -> int:
    """Return a fresh seed of a session, of the 32 bits that Python's hashes can be seeded with."""
    return int.from_bytes(os.urandom(4), "little")


INT64 = 1 << 63


def storable(value: JsonValue) -> JsonValue:
    """Return JSON that every checkpointer can store.

    Integers beyond 64 bits become decimal text, halves of characters in keys question marks.
    """
    if isinstance(value, bool) or not isinstance(value, int | list | dict):
        return value
    if isinstance(value, int):
        return value if -INT64 <= value < INT64 else str(value)
    if isinstance(value, list):
        return [storable(item) for item in value]
    return {_sound(key): storable(item) for key, item in value.items()}


def _sound(key: str) -> str:
    return key if key.isascii() else key.encode(errors="replace").decode()
