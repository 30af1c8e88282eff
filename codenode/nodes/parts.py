"""The settings of one agent that its nodes share."""

from collections.abc import Callable
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import SystemMessage
from langgraph.config import get_stream_writer
from langgraph.types import RetryPolicy

from codenode.answers import Answer
from codenode.budget import Budget
from codenode.journal.base import Journal
from codenode.memory import Memory, Room
from codenode.models.takes import Takes
from codenode.planning import Planning
from codenode.policy import Policy
from codenode.prompts.render import Profile
from codenode.runs import Registry, Run
from codenode.snapshots.snapshots import Snapshots
from codenode.tools.skills import Skills
from codenode.tools.toolset import Toolset
from codenode.types import Display, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One of the models an agent may ask, and how it is spoken to."""

    model: BaseChatModel
    profile: Profile
    system: SystemMessage
    overhead: int
    """Tokens of what stands before the conversation in every prompt."""
    room: Room
    takes: Takes
    name: str
    """As LangChain names it, for spans and events."""
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What `create_code_agent` put together."""

    name: str
    voices: tuple[Voice, ...]
    """The models, in the order in which they are asked when one fails."""
    retry: RetryPolicy | None
    planning: Planning | None
    memory: Memory
    toolset: Toolset
    skills: Skills | None
    listing: str
    """The files the code may read, as the model is told of them."""
    answer: Answer
    budget: Budget
    policy: Policy
    journal: Journal
    snapshots: Snapshots
    snapshots_given: bool
    """Somebody said where variables are kept: a run that cannot have them must not go on without."""
    rebuild: bool
    """Run a thread's actions again where its variables cannot be had."""
    stored: bool
    """The agent's own checkpoints may be stored: it was not made with `checkpointer=False`."""
    registry: Registry

    def voice(self, run: Run) -> Voice:
        """Return the model that a run asks."""
        return self.voices[run.voice]


def teller(agent: str) -> Callable[[Event], None]:
    """Return a function that sends an event through LangGraph's custom stream mode."""
    write = get_stream_writer()

    def tell(event: Event) -> None:
        write({"agent": agent, **event})

    return tell


class Telling:
    """Tells of one action as it runs; what was streamed before a pause is not streamed again.

    Output carries `at`, events of calls the call's id: after a kill, which leaves no note of what was streamed,
    the same things are told with the same marks.
    """

    def __init__(self, tell: Callable[[Event], None], action: str, step: int) -> None:
        self._tell = tell
        self._action = action
        self._step = step
        self._characters = self._events = 0
        self._skipped = (0, 0)

    def skip(self, told: tuple[int, int]) -> None:
        """Leave out the first characters of output, and the first other events."""
        self._skipped = told

    def told(self) -> list[int]:
        """Return how many characters of output and how many other events there were."""
        return [self._characters, self._events]

    def output(self, text: str) -> None:
        """Tell what was printed."""
        at, self._characters = self._characters, self._characters + len(text)
        late = max(0, self._skipped[0] - at)
        if text := text[late:]:
            self._tell(Event(type="output", step=self._step, id=self._action, at=at + late, text=text))

    def display(self, display: Display) -> None:
        """Tell of a figure."""
        self.event(Event(type="display", step=self._step, id=self._action, display=display))

    def event(self, event: Event) -> None:
        """Tell of anything else."""
        self._events += 1
        if self._events > self._skipped[1]:
            self._tell(event)
