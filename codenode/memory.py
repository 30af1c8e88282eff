"""Project steps onto messages: a stable prefix, each observation short but honest; count what that takes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from codenode.errors import ConfigurationError
from codenode.prompts.render import Profile, text
from codenode.types import Fault, Observation, Step

REPEATED = 600  # characters of a task that is said again with every step
NEWLINE = re.compile(r"\r\n|\r|\n")  # as Python counts lines; `splitlines` knows many more ends
LEFT_OUT = re.compile(r"\[\.\.\. [\d,]{1,20} characters left out [^\n]{1,60}\]")
WIDTH = 200  # characters of a source line
BYTES = 4  # of UTF-8 in a token, about
ENVELOPE = 28  # bytes of what stands around a message
PICTURE = 1_000 * BYTES
MARK = 100  # bytes that a shortened text has more, at most: where it was cut is said in it
LEAST = 1_000  # tokens of a prompt in which anything can be done
EIGHTH = 8

Persist = Literal["thread", "run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What an agent remembers of its thread, and how much of it the model is shown.

    Tokens are estimated: four bytes each, more where the model reports that it counted more.
    """

    max_tokens: int | None = None
    """Ceiling of the prompt: above it the older steps are summarised, down to about half of it. By default three
    quarters of what the model's `profile` says it takes; where it says nothing 100,000, for small models 6,000."""
    output_tokens: int | None = None
    """What is shown of one output, of one value and of one traceback, head and tail; never more than an eighth of
    `max_tokens`. By default 1,500, for small models 500."""
    persist: Persist = "thread"
    """`"thread"`: a later turn of a thread has the variables and the steps of the turns before. `"run"`: each turn
    begins with the messages alone."""
    summarizer: BaseChatModel | None = None
    """Writes the summaries, e.g. a smaller model. By default they are made by rule, without a model; so they are
    where it fails."""
    images: bool | None = None
    """Show figures to the model as images. By default where its `profile` says that it takes them."""

    def __post_init__(self) -> None:
        for name, least in (("max_tokens", LEAST), ("output_tokens", 50)):
            value = getattr(self, name)
            if value is not None and (type(value) is not int or value < least):
                raise ConfigurationError(f"memory {name}={value!r} is wrong; give a whole number from {least:,} on")
        if self.persist not in get_args(Persist):
            raise ConfigurationError(f"memory persist={self.persist!r} is wrong; give 'thread' or 'run'")
        if self.summarizer is not None and not isinstance(self.summarizer, BaseChatModel):
            raise ConfigurationError(f"memory summarizer={self.summarizer!r:.80} is wrong; give a chat model or None")
        if not (self.images is None or isinstance(self.images, bool)):
            raise ConfigurationError(f"memory images={self.images!r} is wrong; give True, False or None")

    def room(self, model: BaseChatModel, profile: Profile) -> "Room":
        """Return what fits into a prompt for a model."""
        told: dict[str, Any] = dict(getattr(model, "profile", None) or {})
        taken = told.get("max_input_tokens")
        tokens = self.max_tokens or (max(LEAST, taken * 3 // 4) if type(taken) is int else profile.prompt_tokens)
        output = min(self.output_tokens or profile.observation_chars // BYTES, tokens // EIGHTH)
        images = self.images if self.images is not None else told.get("image_inputs") is True
        return Room(tokens=tokens, output=output, images=images)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What fits into the prompts of one agent."""

    tokens: int
    """Of a prompt."""
    output: int
    """Tokens of an output, of a value, of a traceback."""
    images: bool
    """The model takes images."""

    @property
    def summary(self) -> int:
        """Tokens of a summary."""
        return min(self.tokens // EIGHTH, 2_000)

    @property
    def plan(self) -> int:
        """Tokens of a plan."""
        return min(self.tokens // EIGHTH, 1_000)

    def check(self, messages: Iterable[BaseMessage]) -> int:
        """Return the tokens of what stands in every prompt; refuse a ceiling that it nearly fills.

        Raises:
            ConfigurationError: it is so.
        """
        taken = sum(map(tokens_of, messages))
        if taken * 2 > self.tokens:
            raise ConfigurationError(
                f"memory max_tokens={self.tokens:,} leaves no room: the system text and the tools take about "
                f"{taken:,} tokens; give at least {taken * 3:,}, or fewer tools"
            )
        return taken


class Turn(NamedTuple):
    """A step as the model sees it: what it said, what it was told; a plan it wrote just before stands first."""

    messages: tuple[BaseMessage, ...]
    tokens: int


Turns = dict[str, Turn]


def turn_of(step: Step, profile: Profile, room: Room, task: str, made: Turns) -> Turn:
    """Return a step as messages: made once, the same ever after.

    Args:
        step: what was done and seen.
        profile: how the model is spoken to.
        room: what fits.
        task: for models that need it repeated.
        made: turns by action.
    """
    action = step["action"]["id"]
    turn = made.get(action)
    if turn is None:
        spoken = AIMessage(shortened(said(step, profile), room.tokens))
        told = HumanMessage(_with_pictures(seen(step, profile, room, task), step["observation"], room))
        messages = (*planned(step.get("plan", ""), room), spoken, told)
        turn = made[action] = Turn(messages, sum(map(tokens_of, messages)))
    return turn


def planned(plan: str, room: Room) -> tuple[BaseMessage, ...]:
    """Return a plan as the turn in which it was written; one of a model with more room is shortened."""
    if not plan:
        return ()
    fitting = shortened(plan, room.plan * BYTES + MARK)
    return AIMessage(f"Plan:\n{fitting}"), HumanMessage(text("carry_on.md"))


def tokens_of(message: BaseMessage) -> int:
    """Return about how many tokens a message takes; rather more than it does."""
    content = message.content
    size = _size(content) if isinstance(content, str) else sum(map(_block_size, content))
    if isinstance(message, AIMessage) and message.tool_calls:
        size += _size(repr(message.tool_calls))
    return (size + len(message.name or "") + ENVELOPE) // BYTES


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode(errors="surrogatepass"))


def _block_size(block: str | dict[Any, Any]) -> int:
    if isinstance(block, str):
        return _size(block)
    if block.get("type") == "text":
        return _size(str(block.get("text")))
    return PICTURE if _carries_data(block) else _size(repr(block))


def _carries_data(block: dict[Any, Any]) -> bool:
    return block.get("type") in {"image", "image_url", "input_image", "file", "audio", "input_audio", "video"}


def _with_pictures(text: str, observation: Observation, room: Room) -> Any:
    """Return an observation with its figures, for a model that takes images: each stands in one turn, once."""
    displays = observation.get("displays", []) if room.images else []
    if not displays:
        return text
    pictures = [{"type": "image", "base64": one["data"], "mime_type": one["mime"]} for one in displays]
    return [{"type": "text", "text": text}, *pictures]


def with_text(message: BaseMessage, text: str) -> BaseMessage:
    """Return a message with a paragraph more."""
    content = message.content
    more: Any = f"{content}\n\n{text}" if isinstance(content, str) else [*content, {"type": "text", "text": text}]
    return message.model_copy(update={"content": more})


def said(step: Step, profile: Profile) -> str:
    """Return a step's thought and code as the model would have written them."""
    action = step["action"]
    thought = f"Thought: {action['thought']}" if profile.examples else action["thought"]
    if not action["code"]:
        return action["thought"] or "(no code)"
    return f"{thought}\n```python\n{action['code']}\n```".lstrip()


def seen(step: Step, profile: Profile, room: Room, task: str) -> str:
    """Return what the model is told of a step."""
    limit = room.output * BYTES
    text = shortened(shown(step["observation"], step["action"]["code"], limit), 2 * limit)
    return f"{text}\n\nTask: {shortened(task, REPEATED)}" if profile.repeat_task and task else text


def shown(observation: Observation, code: str, limit: int, *, full: bool = False) -> str:
    """Return an observation as text: output, value, error with its source line and a hint.

    Args:
        observation: of an action.
        code: of the action.
        limit: bytes of output, of the value and of a traceback.
        full: show the traceback also where it adds no more than carets to the line.
    """
    parts = ["Observation:"]
    if observation["output"]:
        parts.append(_printed(observation["output"].rstrip("\n"), limit))
    if observation["preview"] and observation["status"] == "ok":
        parts.append(f"Value: {shortened(observation['preview'], limit)}")
    parts += pictured(observation)
    if fault := observation["fault"]:
        told = "trace" in fault and (full or fault["frames"] > 1)
        text = shortened(fault["trace"], limit) if told else _placed(fault, code)
        parts.append(_helped(text, fault))
    if observation["status"] == "final":
        parts.append("(that was the answer)")
    if len(parts) == 1:
        parts.append("(the code ran and printed nothing; print what you need, or call final_answer)")
    return "\n".join(parts)


def _printed(output: str, limit: int) -> str:
    """Return what was printed, in part; of more than the worker kept it says so, too."""
    text = shortened(output, limit)
    left_out = LEFT_OUT.search(output)
    return f"{text}\n{left_out[0]}" if left_out and left_out[0] not in text else text


def pictured(observation: Observation) -> list[str]:
    """Return a line for each figure and image: that it was shown, and how large it is."""
    displays = observation.get("displays", [])
    return [f"[display {number}: {one['mime']} {one['text']}]" for number, one in enumerate(displays, 1)]


def shortened(text: str, limit: int) -> str:
    """Return head and tail of a long text, and how much is missing between them.

    Args:
        text: any.
        limit: bytes of UTF-8, about: tokens are made of bytes rather than of characters.
    """
    size = _size(text)
    if size <= limit:
        return text
    limit = limit * len(text) // size
    head, tail = text[: limit * 2 // 3], text[-limit // 3 :]
    missing = len(text) - len(head) - len(tail)
    return f"{head}\n[... {missing:,} of {len(text):,} characters not shown ...]\n{tail}"


def _placed(fault: Fault, code: str) -> str:
    """Return an error with its line, and a caret where the line does not parse."""
    lines = NEWLINE.split(code)
    line = fault["line"]
    where = f" on line {line}" if line else ""
    text = f"Error{where}: {fault['type']}: {fault['message']}"
    if line and 0 < line <= len(lines):
        source = lines[line - 1]
        text += f"\n    {source.strip()[:WIDTH]}"
        at = fault.get("column", 0) - 1 - (len(source) - len(source.lstrip()))
        if "column" in fault and 0 <= at <= WIDTH:
            text += f"\n    {' ' * at}^"
    return text


def _helped(text: str, fault: Fault) -> str:
    if values := fault.get("values"):
        text += f"\nwhere {values}"
    return f"{text}\nHint: {fault['hint']}" if fault["hint"] else text
